package sweep

import (
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
)

// Members are those of the JSON.
func (a *Axis) Members() plainjson.Members {
	return plainjson.Members{"field", &a.Field, "from", &a.From, "to", &a.To, "points", &a.Points, "log", &a.Log, "choices", plainjson.List(&a.Choices)}
}

// Members are those of the JSON.
func (p *Profile) Members() plainjson.Members {
	return plainjson.Members{"id", &p.ID, "title", &p.Title, "gpu", &p.GPU, "gpus", &p.GPUs}
}

// Members are those of the JSON.
func (p *Plan) Members() plainjson.Members {
	return plainjson.Members{"x", &p.X, "y", plainjson.Nullable(&p.Y), "profiles", plainjson.List(&p.Profiles), "seeds", &p.Seeds,
		"attainment", &p.Attainment, "prices", &p.Prices}
}

// Members are those of the JSON.
func (s *Setting) Members() plainjson.Members {
	return plainjson.Members{"path", &s.Path, "value", &s.Value}
}

// Members are those of the JSON.
func (j *Job) Members() plainjson.Members {
	return plainjson.Members{"id", &j.ID, "base", &j.Base, "set", plainjson.List(&j.Set)}
}

// Members are those of the JSON.
func (c *Capacity) Members() plainjson.Members {
	return plainjson.Members{"status", &c.Status, "rate", &c.Rate, "above", &c.Above, "first", &c.First, "row", &c.Row, "sustained", &c.Sustained}
}

// Members are those of the JSON.
func (k *Knee) Members() plainjson.Members {
	return plainjson.Members{"status", &k.Status, "rate", &k.Rate, "share", &k.Share, "cause", &k.Cause, "limit", &k.Limit,
		"label", &k.Label, "row", &k.Row}
}

// Members are those of the JSON.
func (w *Why) Members() plainjson.Members {
	return plainjson.Members{"title", &w.Title, "text", &w.Text, "open", &w.Open}
}

// Members are those of the JSON.
func (p *Point) Members() plainjson.Members {
	return plainjson.Members{"line", &p.Line, "x", &p.X, "grid", &p.Grid, "mean", &p.Mean, "low", &p.Low, "high", &p.High,
		"output_throughput_per_gpu", &p.PerGPU, "cost_per_million_output_tokens", &p.Cost, "meets_slo", &p.Meets,
		"in_time", &p.InTime, "pareto", &p.Front}
}

// Members are those of the JSON.
func (l *Line) Members() plainjson.Members {
	return plainjson.Members{"profile", &l.Profile, "price", &l.Price, "y", &l.Y, "choice", plainjson.OmitZero(&l.Choice), "first", &l.First, "count", &l.Count, "capacity", &l.Capacity,
		"knee", &l.Knee, "best", plainjson.Nullable(&l.Best), "peak", plainjson.Nullable(&l.Peak), "peak_row", &l.PeakRow,
		"saturated", plainjson.Nullable(&l.Saturated), "why", &l.Why}
}

// Members are those of the JSON.
func (f *Failure) Members() plainjson.Members {
	return plainjson.Members{"x", &f.X, "y", &f.Y, "reason", &f.Reason}
}

// members are those of the JSON, but for the points.
func (o *Outcome) members() plainjson.Members {
	return plainjson.Members{"field", &o.Field, "log", &o.Log, "field2", &o.Field2, "seeds", &o.Seeds, "requests", &o.Requests,
		"finished", &o.Finished, "known", &o.Known, "done", &o.Done, "attainment", &o.Target, "short", &o.Short, "lead", &o.Lead,
		"lines", plainjson.List(&o.Lines), "failures", plainjson.List(&o.Failures)}
}

// Members are those of the JSON.
func (o *Outcome) Members() plainjson.Members {
	return append(o.members(), "points", plainjson.List(&o.Points))
}

// header is what stands before the columns of a packed outcome: they have the points.
type header struct {
	*Outcome
	columns []columns.Column
}

func (h *header) Members() plainjson.Members {
	return append(h.members(), "columns", plainjson.List(&h.columns))
}

// ReadHeader reads an outcome, without its points, from the header of a packed one.
func ReadHeader(text []byte) (*Outcome, error) {
	h := &header{Outcome: &Outcome{}}
	if err := plainjson.Unmarshal(text, h); err != nil {
		return nil, err
	}
	return h.Outcome, nil
}
