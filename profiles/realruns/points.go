package realruns

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/metrics"
)

// Point is a benchmark of a real engine of which means alone were published.
type Point struct {
	Name     string          `json:"name"`
	Title    string          `json:"title"` // engine, model and GPU, for people
	Source   string          `json:"source"`
	Licence  string          `json:"licence"`
	Note     string          `json:"note,omitempty"`
	Fitted   bool            `json:"fitted,omitempty"` // something in the emulation was chosen by it: it judges nothing
	Server   *Server         `json:"server,omitempty"` // what surrounded the GPU; null: as in the profile
	Scenario json.RawMessage `json:"scenario"`         // the scenario that emulates it
	Measured []Figure        `json:"measured"`
}

// Server is an engine of another version than a profile's, or another endpoint of it.
type Server struct {
	VLLMVersion string `json:"vllm_version"`
	Endpoint    string `json:"endpoint"` // profile.EndpointChat or profile.EndpointCompletions
}

// Figure is a measured mean or median, by its key in the result of `vllm bench serve`.
type Figure struct {
	Key   string  `json:"key"` // mean_ttft_ms, median_ttft_ms, mean_tpot_ms, median_tpot_ms, mean_e2el_ms or output_throughput (tokens/s)
	Value float64 `json:"value"`
	// ReferenceErrorPct is the error that the reference emulator, LLM-Emu, publishes on this figure; null where it does not.
	ReferenceErrorPct *float64 `json:"reference_error_pct,omitempty"`
}

// Points parses the bundled benchmark points.
func Points() ([]Point, error) {
	data, err := read("points.json")
	if err != nil {
		return nil, err
	}
	var points []Point
	if err := json.Unmarshal(data, &points); err != nil {
		return nil, fmt.Errorf("points.json: %w", err)
	}
	return points, nil
}

// Compare sets the emulation of the point's scenario beside what was measured, a Deviation for each figure in
// their order.
func (p *Point) Compare(s *metrics.Summary) ([]metrics.Deviation, error) {
	figures := map[string]float64{
		"mean_ttft_ms": s.TTFT.Mean, "median_ttft_ms": s.TTFT.P50, "mean_tpot_ms": s.TPOT.Mean, "median_tpot_ms": s.TPOT.P50,
		"mean_e2el_ms": s.E2EL.Mean, "output_throughput": s.OutputThroughput,
	}
	deviations := make([]metrics.Deviation, len(p.Measured))
	for i, f := range p.Measured {
		emulated, ok := figures[f.Key]
		if !ok {
			return nil, fmt.Errorf("point %s: %q is not a figure of a result", p.Name, f.Key)
		}
		deviations[i] = metrics.Deviation{
			Key: f.Key, Stat: statOf(f.Key), Measured: f.Value, Emulated: emulated, ErrorPct: 100 * (emulated - f.Value) / f.Value,
		}
	}
	return deviations, nil
}

// statOf is the statistic that a key of `vllm bench serve` begins with.
func statOf(key string) string {
	if strings.HasPrefix(key, "median_") {
		return "p50"
	}
	return "mean"
}
