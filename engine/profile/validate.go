package profile

import "github.com/llmemu/playground/internal/message"

// validate checks everything that the rest of the engine relies on.
func (p *Profile) validate() error {
	if p.Format != Format {
		return message.Errorf("format: %d, allowed is %d", p.Format, Format)
	}
	if p.Kind != KindGrid && p.Kind != KindSampled {
		return message.Errorf("kind: %q, allowed are %q and %q", p.Kind, KindGrid, KindSampled)
	}
	for _, f := range []struct{ name, value string }{
		{"id", p.ID}, {"title", p.Title}, {"gpu.name", p.GPU.Name}, {"model.id", p.Model.ID}, {"model.name", p.Model.Name},
		{"source.name", p.Source.Name}, {"source.licence", p.Source.Licence},
	} {
		if f.value == "" {
			return message.Errorf("%s: empty", f.name)
		}
	}
	for _, f := range []struct{ name, value string }{{"engine.dtype", p.Engine.Dtype}, {"engine.kv_dtype", p.Engine.KVDtype}} {
		if dtypeBytes[f.value] == 0 {
			return message.Errorf("%s: %q, allowed are bfloat16, float16 and fp8", f.name, f.value)
		}
	}
	for _, f := range p.integers() {
		if f.value < f.low || f.value > f.high {
			return message.Errorf("%s: %d, allowed are %d..%d", f.name, f.value, f.low, f.high)
		}
	}
	if u := p.Engine.GPUMemoryUtilization; !(u > 0 && u <= 1) {
		return message.Errorf("engine.gpu_memory_utilization: %v, allowed are above 0 to 1", u)
	}
	if p.OtherKVDtype != "" {
		return message.Errorf("other_kv_dtype: %q, allowed is none where the tables are: it belongs to a sheet", p.OtherKVDtype)
	}
	server := p.Server()
	for _, f := range []struct {
		name  string
		value float64
	}{
		{"frontend.serial_us", server.Frontend.SerialUS}, {"frontend.serial_us_per_1k_tokens", server.Frontend.SerialUSPer1K},
		{"frontend.parallel_us", server.Frontend.ParallelUS}, {"host.step_us", server.Host.StepUS}, {"host.sequence_us", server.Host.SequenceUS},
	} {
		if !(f.value >= 0 && f.value <= 1e9) {
			return message.Errorf("%s: %v, allowed are 0..1e9", f.name, f.value)
		}
	}
	if link := p.Interconnect; link != nil {
		if !(link.LatencyUS >= 0 && link.LatencyUS <= 1e6) {
			return message.Errorf("interconnect.latency_us: %v, allowed are 0..1e6", link.LatencyUS)
		}
		if !(link.BandwidthGBs >= 1e-3 && link.BandwidthGBs <= 1e6) {
			return message.Errorf("interconnect.bandwidth_gb_s: %v, allowed are 0.001..1e6", link.BandwidthGBs)
		}
	}
	return p.validateLatencies()
}

// validateLatencies checks that the profile has the latencies of its kind, and no others.
func (p *Profile) validateLatencies() error {
	switch {
	case (p.Grid != nil) != (p.Kind == KindGrid):
		return message.Errorf("grid: given %t, allowed is to give it where kind is %q and there alone", p.Grid != nil, KindGrid)
	case (p.Sampled != nil) != (p.Kind == KindSampled):
		return message.Errorf("sampled: given %t, allowed is to give it where kind is %q and there alone", p.Sampled != nil, KindSampled)
	case p.Grid != nil:
		return p.Grid.validate(p.Engine.KVDtype)
	}
	return p.Sampled.validate()
}

// integers lists the integer fields with what is allowed in each.
func (p *Profile) integers() []integer {
	m, e, r := &p.Model, &p.Engine, &p.Range
	return []integer{
		{"gpu.memory_bytes", p.GPU.MemoryBytes, 1, 1 << 50},
		{"memory.weight_bytes", p.Memory.WeightBytes, 0, 1 << 50},
		{"memory.overhead_bytes", p.Memory.OverheadBytes, 0, 1 << 50},
		{"model.layers", m.Layers, 1, 1 << 10},
		{"model.hidden", m.Hidden, 1, 1 << 20},
		{"model.heads", m.Heads, 1, 1 << 10},
		{"model.kv_heads", m.KVHeads, 1, 1 << 10},
		{"model.head_dim", m.HeadDim, 1, 1 << 12},
		{"model.intermediate", m.Intermediate, 1, 1 << 24},
		{"model.vocab", m.Vocab, 1, 1 << 24},
		{"model.parameters", m.Parameters, 1, 1 << 50},
		{"model.max_model_len", m.MaxModelLen, 1, maxTokens},
		{"engine.tp", e.TP, 1, 1 << 10},
		{"engine.max_model_len", e.MaxModelLen, 1, maxTokens},
		{"engine.max_num_seqs", e.MaxNumSeqs, 1, maxTokens},
		{"engine.max_num_batched_tokens", e.MaxNumBatchedTokens, 1, maxTokens},
		{"engine.block_size", e.BlockSize, 1, 1 << 16},
		{"range.max_prefill_tokens", r.MaxPrefillTokens, 1, maxTokens},
		{"range.max_context", r.MaxContext, 1, maxTokens},
		{"range.max_decode_seqs", r.MaxDecodeSeqs, 1, maxTokens},
		{"range.max_decode_seqs_mixed", r.MaxDecodeSeqsMixed, 1, maxTokens},
	}
}

// integer is a field's value and the inclusive range it must lie in.
type integer struct {
	name             string
	value, low, high int64
}

func (g *Grid) validate(kvDtype string) error {
	for _, t := range []struct {
		name  string
		table *Table
		dims  int
	}{
		{"grid.dense", &g.Dense, 1}, {"grid.head", &g.Head, 1},
		{"grid.decode", &g.Decode, 2}, {"grid.prefill", &g.Prefill, 2},
	} {
		if err := t.table.validate(t.name, t.dims); err != nil {
			return err
		}
	}
	if len(g.Mixed.Axes) > 0 {
		if err := g.Mixed.validate("grid.mixed", 4); err != nil {
			return err
		}
	}
	if g.Alternative != nil {
		if err := g.Alternative.validate(g, kvDtype); err != nil {
			return err
		}
	}
	if g.Skew == nil {
		return nil
	}
	return g.Skew.validate()
}

func (t *Table) validate(name string, dims int) error {
	if len(t.Axes) != dims {
		return message.Errorf("%s.axes: %d axes, allowed is %d", name, len(t.Axes), dims)
	}
	return validateAxes(name, t.Axes, 2, len(t.NS), "ns")
}

func (s *Skew) validate() error {
	decode := [][]int64{s.Decodes, s.Rate, s.Longest}
	if err := validateAxes("grid.skew", decode, 1, len(s.Decode), "decode"); err != nil {
		return err
	}
	if len(s.PrefillTokens) < 2 {
		return message.Errorf("grid.skew.prefill_tokens: %d knots, allowed are 2..%d", len(s.PrefillTokens), MaxKnots)
	}
	mixed := append([][]int64{s.PrefillTokens, s.PrefillContext}, decode...)
	return validateAxes("grid.skew", mixed, 1, len(s.Mixed), "mixed")
}

// validateAxes checks that every axis has at least fewest knots that increase, and that there are values values, one
// for every combination of knots.
func validateAxes(name string, axes [][]int64, fewest, values int, field string) error {
	cells := 1
	for i, axis := range axes {
		if len(axis) < fewest || len(axis) > MaxKnots {
			return message.Errorf("%s: axis %d has %d knots, allowed are %d..%d", name, i, len(axis), fewest, MaxKnots)
		}
		for k, knot := range axis {
			if knot < 0 || knot > maxTokens || k > 0 && knot <= axis[k-1] {
				return message.Errorf("%s: axis %d, knot %d is %d, allowed are increasing values in 0..%d", name, i, k, knot, maxTokens)
			}
		}
		if cells *= len(axis); cells > MaxFileBytes {
			return message.Errorf("%s: more than %d cells", name, MaxFileBytes)
		}
	}
	if values != cells {
		return message.Errorf("%s.%s: %d values, the axes need %d", name, field, values, cells)
	}
	return nil
}
