package profile

import "github.com/llmemu/playground/engine/record"

// MarshalJSON writes the profile for readers that do not know of package record.
func (p *Profile) MarshalJSON() ([]byte, error) { return record.Marshal(p) }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Profile) UnmarshalJSON(data []byte) error { return record.Unmarshal(data, p) }

// Members are those of the JSON.
func (p *Profile) Members() record.Members {
	return record.Members{
		"format", &p.Format, "id", &p.ID, "title", &p.Title, "gpu", &p.GPU, "model", &p.Model,
		"engine", &p.Engine, "memory", &p.Memory, "frontend", &p.Frontend, "source", &p.Source,
		"measured", &p.Measured, "assumed", &p.Assumed, "range", &p.Range, "kind", &p.Kind,
		"interconnect", record.Optional(&p.Interconnect), "grid", record.Optional(&p.Grid),
		"sampled", record.Optional(&p.Sampled),
	}
}

// Members are those of the JSON.
func (g *GPU) Members() record.Members {
	return record.Members{
		"name", &g.Name, "memory_bytes", &g.MemoryBytes,
	}
}

// Members are those of the JSON.
func (m *Model) Members() record.Members {
	return record.Members{
		"id", &m.ID, "name", &m.Name, "layers", &m.Layers, "hidden", &m.Hidden, "heads", &m.Heads,
		"kv_heads", &m.KVHeads, "head_dim", &m.HeadDim, "intermediate", &m.Intermediate, "vocab", &m.Vocab,
		"parameters", &m.Parameters, "max_model_len", &m.MaxModelLen,
	}
}

// Members are those of the JSON.
func (e *Engine) Members() record.Members {
	return record.Members{
		"vllm_version", &e.VLLMVersion, "attention_backend", &e.AttentionBackend, "dtype", &e.Dtype,
		"kv_dtype", &e.KVDtype, "tp", &e.TP, "max_model_len", &e.MaxModelLen, "max_num_seqs", &e.MaxNumSeqs,
		"max_num_batched_tokens", &e.MaxNumBatchedTokens, "block_size", &e.BlockSize,
		"gpu_memory_utilization", &e.GPUMemoryUtilization, "enforce_eager", &e.EnforceEager,
	}
}

// Members are those of the JSON.
func (m *Memory) Members() record.Members {
	return record.Members{
		"weight_bytes", &m.WeightBytes, "weight_how", &m.WeightHow, "overhead_bytes", &m.OverheadBytes,
		"overhead_how", &m.OverheadHow,
	}
}

// Members are those of the JSON.
func (f *Frontend) Members() record.Members {
	return record.Members{
		"serial_us", &f.SerialUS, "parallel_us", &f.ParallelUS, "how", &f.How,
	}
}

// Members are those of the JSON.
func (i *Interconnect) Members() record.Members {
	return record.Members{
		"latency_us", &i.LatencyUS, "bandwidth_gb_s", &i.BandwidthGBs, "how", &i.How,
	}
}

// Members are those of the JSON.
func (s *Source) Members() record.Members {
	return record.Members{
		"name", &s.Name, "description", &s.Description, "licence", &s.Licence, "measured_at", &s.MeasuredAt,
	}
}

// Members are those of the JSON.
func (r *Range) Members() record.Members {
	return record.Members{
		"max_prefill_tokens", &r.MaxPrefillTokens, "max_context", &r.MaxContext,
		"max_decode_seqs", &r.MaxDecodeSeqs, "max_decode_seqs_mixed", &r.MaxDecodeSeqsMixed,
	}
}

// Members are those of the JSON.
func (g *Grid) Members() record.Members {
	return record.Members{
		"dense", &g.Dense, "head", &g.Head, "decode", &g.Decode, "prefill", &g.Prefill, "mixed", &g.Mixed,
		"skew", record.Nullable(&g.Skew),
	}
}

// Members are those of the JSON.
func (t *Table) Members() record.Members {
	return record.Members{
		"axes", record.List(&t.Axes), "ns", &t.NS,
	}
}

// Members are those of the JSON.
func (s *Skew) Members() record.Members {
	return record.Members{
		"decodes", &s.Decodes, "rate", &s.Rate, "longest", &s.Longest, "prefill_tokens", &s.PrefillTokens,
		"prefill_context", &s.PrefillContext, "decode", &s.Decode, "mixed", &s.Mixed,
	}
}

// Members are those of the JSON.
func (s *Sampled) Members() record.Members {
	return record.Members{
		"mode", &s.Mode, "neighbours", &s.Neighbours, "widths", &s.Widths, "alpha_kv", &s.AlphaKV,
		"overhead", record.List(&s.Overhead), "values", &s.Values, "decode", &s.Decode, "mixed", &s.Mixed,
		"mixed_by_new", record.Nullable(&s.MixedByNew),
	}
}

// Members are those of the JSON.
func (w *Widths) Members() record.Members {
	return record.Members{
		"tokens", &w.Tokens, "requests", &w.Requests, "kv", &w.KV, "new_reqs", &w.NewReqs,
	}
}

// Members are those of the JSON.
func (o *Overhead) Members() record.Members {
	return record.Members{
		"requests", &o.Requests, "ns", &o.NS,
	}
}

// Members are those of the JSON.
func (c *Cells) Members() record.Members {
	return record.Members{
		"tokens", &c.Tokens, "requests", &c.Requests, "kv", &c.KV, "new_reqs", &c.NewReqs,
		"samples", &c.Samples, "ns", &c.NS,
	}
}
