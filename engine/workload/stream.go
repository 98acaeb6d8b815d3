package workload

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/llmemu/playground/engine/scenario"
)

// Stream is a recorded request stream: the figures of real traffic, without its text.
type Stream struct {
	Name      string    `json:"name"`
	Source    string    `json:"source"`
	Licence   string    `json:"licence"`
	ArrivalS  []float64 `json:"arrival_s"`  // seconds from the start, not decreasing
	PromptLen []int     `json:"prompt_len"` // tokens
	OutputLen []int     `json:"output_len"` // tokens
}

const maxStreamBytes = 64 << 20

// ParseStream reads a stream from JSON and checks it.
func ParseStream(data []byte) (*Stream, error) {
	if len(data) > maxStreamBytes {
		return nil, fmt.Errorf("stream: %d bytes; allowed: at most %d", len(data), maxStreamBytes)
	}
	s := &Stream{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("stream: %w", err)
	}
	n := len(s.ArrivalS)
	if n == 0 || n > scenario.MaxRequests || len(s.PromptLen) != n || len(s.OutputLen) != n {
		return nil, fmt.Errorf("stream: arrival_s, prompt_len and output_len have %d, %d and %d entries; allowed: equally many, 1 to %d",
			n, len(s.PromptLen), len(s.OutputLen), scenario.MaxRequests)
	}
	for i, at := range s.ArrivalS {
		if math.IsNaN(at) || at < 0 || at > 1e7 || i > 0 && at < s.ArrivalS[i-1] {
			return nil, fmt.Errorf("stream: arrival_s[%d] is %g; allowed: 0 to 1e7, not decreasing", i, at)
		}
		if s.PromptLen[i] < 1 || s.PromptLen[i] > 1<<24 || s.OutputLen[i] < 1 || s.OutputLen[i] > 1<<24 {
			return nil, fmt.Errorf("stream: request %d has %d prompt and %d output tokens; allowed: 1 to %d", i, s.PromptLen[i], s.OutputLen[i], 1<<24)
		}
	}
	return s, nil
}

func (s *Stream) requests() []Request {
	requests := make([]Request, len(s.ArrivalS))
	for i := range requests {
		requests[i] = Request{Arrival: nanoseconds(s.ArrivalS[i]), PromptLen: s.PromptLen[i], OutputLen: s.OutputLen[i]}
	}
	return requests
}
