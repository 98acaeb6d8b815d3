package workload

import (
	"encoding/binary"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// Stream is a recorded request stream: the figures of real traffic, without its text.
type Stream struct {
	Name      string
	Source    string
	Licence   string
	ArrivalUS []int64 // microseconds from the start, not decreasing
	PromptLen []int64 // tokens
	OutputLen []int64 // tokens
}

// streamJSON is the file of a stream. Its columns are base64 of varints without sign; of the arrivals, the first one and
// the gaps between them.
type streamJSON struct {
	Name      string
	Source    string
	Licence   string
	ArrivalUS []byte
	PromptLen []byte
	OutputLen []byte
}

const (
	maxStreamBytes = 16 << 20
	maxArrivalUS   = 1e13 // about four months
	maxTokens      = 1 << 24
)

// ParseStream reads a stream from JSON and checks it.
func ParseStream(data []byte) (*Stream, error) {
	if len(data) > maxStreamBytes {
		return nil, message.Errorf("stream: %d bytes; allowed: at most %d", len(data), maxStreamBytes)
	}
	var file streamJSON
	if err := plainjson.Unmarshal(data, &file); err != nil {
		return nil, message.Errorf("stream: %v", err)
	}
	s := &Stream{Name: file.Name, Source: file.Source, Licence: file.Licence}
	for _, c := range []struct {
		name      string
		data      []byte
		low, high uint64
		values    *[]int64
	}{
		{"arrival_us", file.ArrivalUS, 0, maxArrivalUS, &s.ArrivalUS},
		{"prompt_len", file.PromptLen, 1, maxTokens, &s.PromptLen},
		{"output_len", file.OutputLen, 1, maxTokens, &s.OutputLen},
	} {
		for len(c.data) > 0 {
			v, n := binary.Uvarint(c.data)
			if len(*c.values) == scenario.MaxRequests {
				return nil, message.Errorf("stream: %s: more than %d entries; allowed: at most that", c.name, scenario.MaxRequests)
			}
			if n <= 0 || v < c.low || v > c.high {
				return nil, message.Errorf("stream: %s: entry %d is not a varint of %d to %d", c.name, len(*c.values), c.low, c.high)
			}
			*c.values, c.data = append(*c.values, int64(v)), c.data[n:]
		}
	}
	n := len(s.ArrivalUS)
	if n == 0 || len(s.PromptLen) != n || len(s.OutputLen) != n {
		return nil, message.Errorf("stream: arrival_us, prompt_len and output_len have %d, %d and %d entries; allowed: equally many, at least 1",
			n, len(s.PromptLen), len(s.OutputLen))
	}
	for i := 1; i < n; i++ {
		if s.ArrivalUS[i] += s.ArrivalUS[i-1]; s.ArrivalUS[i] > maxArrivalUS {
			return nil, message.Errorf("stream: arrival_us: request %d arrives at %d; allowed: 0 to %d", i, s.ArrivalUS[i], int64(maxArrivalUS))
		}
	}
	return s, nil
}

// Encode writes the file that ParseStream reads.
func (s *Stream) Encode() ([]byte, error) {
	file := streamJSON{Name: s.Name, Source: s.Source, Licence: s.Licence}
	last := int64(0)
	for i, at := range s.ArrivalUS {
		if at < last || s.PromptLen[i] < 1 || s.OutputLen[i] < 1 {
			return nil, message.Errorf("stream: request %d arrives at %d µs, after one at %d, with %d prompt and %d output tokens; allowed: no decrease, at least 1 token",
				i, at, last, s.PromptLen[i], s.OutputLen[i])
		}
		file.ArrivalUS = binary.AppendUvarint(file.ArrivalUS, uint64(at-last))
		file.PromptLen = binary.AppendUvarint(file.PromptLen, uint64(s.PromptLen[i]))
		file.OutputLen = binary.AppendUvarint(file.OutputLen, uint64(s.OutputLen[i]))
		last = at
	}
	text, err := plainjson.Marshal(&file)
	return append(text, '\n'), err
}

func (s *Stream) requests() []Request {
	requests := make([]Request, len(s.ArrivalUS))
	for i := range requests {
		requests[i] = Request{Arrival: s.ArrivalUS[i] * 1000, PromptLen: int(s.PromptLen[i]), OutputLen: int(s.OutputLen[i])}
	}
	return requests
}

// Members are those of the JSON.
func (s *streamJSON) Members() plainjson.Members {
	return plainjson.Members{
		"name", &s.Name, "source", &s.Source, "licence", &s.Licence, "arrival_us", &s.ArrivalUS,
		"prompt_len", &s.PromptLen, "output_len", &s.OutputLen,
	}
}
