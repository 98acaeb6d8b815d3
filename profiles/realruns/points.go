package realruns

import (
	"encoding/json"
	"fmt"

	"github.com/llmemu/playground/engine/metrics"
)

// Point is a benchmark of a real engine of which means alone were published.
type Point struct {
	Name     string          `json:"name"`
	Title    string          `json:"title"` // engine, model and GPU, for people
	Source   string          `json:"source"`
	Licence  string          `json:"licence"`
	Note     string          `json:"note,omitempty"`
	Scenario json.RawMessage `json:"scenario"` // the scenario that emulates it
	Measured []Figure        `json:"measured"`
}

// Figure is a measured mean, by its key in the result of `vllm bench serve`.
type Figure struct {
	Key   string  `json:"key"` // mean_ttft_ms, mean_tpot_ms, mean_e2el_ms or output_throughput (tokens/s)
	Value float64 `json:"value"`
	// ReferenceErrorPct is the error that the reference emulator, LLM-Emu, publishes on this figure.
	ReferenceErrorPct float64 `json:"reference_error_pct"`
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

// Compare sets the emulation of the point's scenario beside what was measured, a Deviation of stat "mean" for each
// figure in their order.
func (p *Point) Compare(s *metrics.Summary) ([]metrics.Deviation, error) {
	deviations := make([]metrics.Deviation, len(p.Measured))
	for i, f := range p.Measured {
		emulated, ok := map[string]float64{
			"mean_ttft_ms": s.TTFT.Mean, "mean_tpot_ms": s.TPOT.Mean, "mean_e2el_ms": s.E2EL.Mean, "output_throughput": s.OutputThroughput,
		}[f.Key]
		if !ok {
			return nil, fmt.Errorf("point %s: %q is not a figure of a result", p.Name, f.Key)
		}
		deviations[i] = metrics.Deviation{
			Key: f.Key, Stat: "mean", Measured: f.Value, Emulated: emulated, ErrorPct: 100 * (emulated - f.Value) / f.Value,
		}
	}
	return deviations, nil
}
