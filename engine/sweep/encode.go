package sweep

import (
	"encoding/json"

	"github.com/llmemu/playground/engine/figures"
)

// MarshalJSON writes the outcome in full, points included: each with its x, y and profile, what is derived, and the mean
// of every figure by its key, with the smallest and largest under low and high where there are several seeds.
func (o *Outcome) MarshalJSON() ([]byte, error) {
	points := make([]map[string]any, len(o.Points))
	for i := range o.Points {
		p := &o.Points[i]
		row := byKey(&p.Mean)
		row["x"], row["profile"], row["output_throughput_per_gpu"] = p.X, o.Lines[p.Line].Profile.ID, p.PerGPU
		row["meets_slo"], row["pareto"] = p.Meets, p.Front
		if o.Field2 != "" {
			row["y"] = o.Lines[p.Line].Y
		}
		if p.Cost > 0 {
			row["cost_per_million_output_tokens"] = p.Cost
		}
		if o.Seeds > 1 {
			row["low"], row["high"] = byKey(&p.Low), byKey(&p.High)
		}
		points[i] = row
	}
	type plain Outcome // without this method
	return json.Marshal(struct {
		*plain
		Points []map[string]any `json:"points"`
	}{(*plain)(o), points})
}

func byKey(set *figures.Set) map[string]any {
	row := map[string]any{}
	for f := range figures.NumFigures {
		row[f.Key()] = set[f]
	}
	return row
}
