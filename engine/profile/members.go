package profile

import "github.com/llmemu/playground/internal/plainjson"

// MarshalJSON writes the profile for readers that do not know of package record.
func (p *Profile) MarshalJSON() ([]byte, error) { return plainjson.Marshal(p) }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Profile) UnmarshalJSON(data []byte) error { return plainjson.Unmarshal(data, p) }

// Members are those of the JSON.
func (p *Profile) Members() plainjson.Members {
	return plainjson.Members{
		"format", &p.Format, "id", &p.ID, "title", &p.Title, "gpu", &p.GPU, "model", &p.Model,
		"engine", &p.Engine, "memory", &p.Memory, "frontend", &p.Frontend, "source", &p.Source,
		"measured", &p.Measured, "assumed", &p.Assumed, "range", &p.Range, "kind", &p.Kind,
		"interconnect", plainjson.Optional(&p.Interconnect), "host", plainjson.Optional(&p.Host),
		"grid", plainjson.Optional(&p.Grid), "sampled", plainjson.Optional(&p.Sampled),
		"other_kv_dtype", plainjson.OmitZero(&p.OtherKVDtype),
	}
}

// Members are those of the JSON.
func (g *GPU) Members() plainjson.Members {
	return plainjson.Members{
		"name", &g.Name, "memory_bytes", &g.MemoryBytes,
	}
}

// Members are those of the JSON.
func (m *Model) Members() plainjson.Members {
	return plainjson.Members{
		"id", &m.ID, "name", &m.Name, "layers", &m.Layers, "hidden", &m.Hidden, "heads", &m.Heads,
		"kv_heads", &m.KVHeads, "head_dim", &m.HeadDim, "intermediate", &m.Intermediate, "vocab", &m.Vocab,
		"parameters", &m.Parameters, "max_model_len", &m.MaxModelLen,
	}
}

// Members are those of the JSON.
func (e *Engine) Members() plainjson.Members {
	return plainjson.Members{
		"vllm_version", &e.VLLMVersion, "attention_backend", &e.AttentionBackend, "dtype", &e.Dtype,
		"kv_dtype", &e.KVDtype, "tp", &e.TP, "max_model_len", &e.MaxModelLen, "max_num_seqs", &e.MaxNumSeqs,
		"max_num_batched_tokens", &e.MaxNumBatchedTokens, "block_size", &e.BlockSize,
		"gpu_memory_utilization", &e.GPUMemoryUtilization, "enforce_eager", &e.EnforceEager,
	}
}

// Members are those of the JSON.
func (m *Memory) Members() plainjson.Members {
	return plainjson.Members{
		"weight_bytes", &m.WeightBytes, "weight_how", &m.WeightHow, "overhead_bytes", &m.OverheadBytes,
		"overhead_how", &m.OverheadHow,
	}
}

// Members are those of the JSON.
func (f *Frontend) Members() plainjson.Members {
	return plainjson.Members{
		"serial_us", &f.SerialUS, "serial_us_per_1k_tokens", plainjson.OmitZero(&f.SerialUSPer1K),
		"parallel_us", &f.ParallelUS, "how", &f.How,
	}
}

// Members are those of the JSON.
func (h *Host) Members() plainjson.Members {
	return plainjson.Members{
		"step_us", &h.StepUS, "sequence_us", &h.SequenceUS, "how", &h.How,
	}
}

// Members are those of the JSON.
func (i *Interconnect) Members() plainjson.Members {
	return plainjson.Members{
		"latency_us", &i.LatencyUS, "bandwidth_gb_s", &i.BandwidthGBs, "how", &i.How,
	}
}

// Members are those of the JSON.
func (s *Source) Members() plainjson.Members {
	return plainjson.Members{
		"name", &s.Name, "description", &s.Description, "licence", &s.Licence, "measured_at", &s.MeasuredAt,
	}
}

// Members are those of the JSON.
func (r *Range) Members() plainjson.Members {
	return plainjson.Members{
		"max_prefill_tokens", &r.MaxPrefillTokens, "max_context", &r.MaxContext,
		"max_decode_seqs", &r.MaxDecodeSeqs, "max_decode_seqs_mixed", &r.MaxDecodeSeqsMixed,
	}
}

// Members are those of the JSON.
func (g *Grid) Members() plainjson.Members {
	return plainjson.Members{
		"dense", &g.Dense, "head", &g.Head, "decode", &g.Decode, "prefill", &g.Prefill, "mixed", &g.Mixed,
		"skew", plainjson.Nullable(&g.Skew), "alternative", plainjson.Optional(&g.Alternative),
	}
}

// Members are those of the JSON.
func (a *Alternative) Members() plainjson.Members {
	return plainjson.Members{
		"kv_dtype", &a.KVDtype, "decode", &a.Decode, "prefill", &a.Prefill,
	}
}

// Members are those of the JSON.
func (t *Table) Members() plainjson.Members {
	return plainjson.Members{
		"axes", plainjson.List(&t.Axes), "ns", &t.NS,
	}
}

// Members are those of the JSON.
func (s *Skew) Members() plainjson.Members {
	return plainjson.Members{
		"decodes", &s.Decodes, "rate", &s.Rate, "longest", &s.Longest, "prefill_tokens", &s.PrefillTokens,
		"prefill_context", &s.PrefillContext, "decode", &s.Decode, "mixed", &s.Mixed,
	}
}

// Members are those of the JSON.
func (s *Sampled) Members() plainjson.Members {
	return plainjson.Members{
		"mode", &s.Mode, "neighbours", &s.Neighbours, "widths", &s.Widths, "alpha_kv", &s.AlphaKV,
		"overhead", plainjson.List(&s.Overhead), "values", &s.Values, "decode", &s.Decode, "mixed", &s.Mixed,
		"mixed_by_new", plainjson.Nullable(&s.MixedByNew),
	}
}

// Members are those of the JSON.
func (w *Widths) Members() plainjson.Members {
	return plainjson.Members{
		"tokens", &w.Tokens, "requests", &w.Requests, "kv", &w.KV, "new_reqs", &w.NewReqs,
	}
}

// Members are those of the JSON.
func (o *Overhead) Members() plainjson.Members {
	return plainjson.Members{
		"requests", &o.Requests, "ns", &o.NS,
	}
}

// Members are those of the JSON.
func (c *Cells) Members() plainjson.Members {
	return plainjson.Members{
		"tokens", &c.Tokens, "requests", &c.Requests, "kv", &c.KV, "new_reqs", &c.NewReqs,
		"samples", &c.Samples, "ns", &c.NS,
	}
}
