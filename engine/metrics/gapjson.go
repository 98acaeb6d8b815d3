package metrics

import "github.com/llmemu/playground/internal/plainjson"

// UnmarshalJSON reads gaps for readers that do not know of package record.
func (g *Gaps) UnmarshalJSON(data []byte) error { return plainjson.Unmarshal(data, g) }

// Members are those of the JSON.
func (g *Gaps) Members() plainjson.Members {
	return plainjson.Members{
		"count", &g.Count, "p50_ms", &g.P50, "p90_ms", &g.P90, "p99_ms", &g.P99,
		"bands", plainjson.List(&g.Bands), "longest", plainjson.List(&g.Longest),
		"top_ms", &g.TopMs, "cell_ms", &g.CellMs, "prefill", &g.Prefill, "batch", &g.Batch,
		"longer", &g.Longer, "max_ms", &g.MaxMs,
		"fit", plainjson.Nullable(&g.Fit), "facts", plainjson.List(&g.Facts),
	}
}

// Members are those of the JSON.
func (a *GapAxis) Members() plainjson.Members {
	return plainjson.Members{"cell", &a.Cell, "max", &a.Max}
}

// Members are those of the JSON.
func (b *GapBand) Members() plainjson.Members {
	return plainjson.Members{
		"low", &b.Low, "high", &b.High, "gaps", &b.Gaps, "share", &b.Share, "p50_ms", &b.P50, "p99_ms", &b.P99,
		"longest", plainjson.List(&b.Longest),
	}
}

// Members are those of the JSON.
func (s *GapStep) Members() plainjson.Members {
	return plainjson.Members{
		"step", &s.Step, "at_s", &s.AtS, "ms", &s.Ms, "prefill", &s.Prefill, "decodes", &s.Decodes,
		"gaps", &s.Gaps, "request", &s.Request,
	}
}

// Members are those of the JSON.
func (f *GapFit) Members() plainjson.Members {
	return plainjson.Members{"base_ms", &f.BaseMs, "per_thousand_ms", &f.PerThousandMs}
}

// Members are those of the JSON.
func (f *Fact) Members() plainjson.Members {
	return plainjson.Members{"title", &f.Title, "text", &f.Text, "try", plainjson.Nullable(&f.Try)}
}

// Members are those of the JSON.
func (t *Try) Members() plainjson.Members {
	return plainjson.Members{"path", &t.Path, "value", &t.Value}
}
