package explain

import "github.com/llmemu/playground/engine/record"

// Members implements record.Object.
func (f *Facts) Members() record.Members {
	return record.Members{
		"tail", &f.Tail,
		"middle", &f.Middle,
		"list", record.List(&f.List),
	}
}

// Members implements record.Object.
func (g *Group) Members() record.Members {
	return record.Members{
		"requests", &g.Requests,
		"from_s", &g.FromS,
		"to_s", &g.ToS,
		"e2el_ms", &g.E2EMs,
		"tokens", &g.Tokens,
		"prompt_len", &g.Prompt,
		"parts", record.List(&g.Parts),
	}
}

// Members implements record.Object.
func (f *Fact) Members() record.Members {
	return record.Members{
		"part", &f.Part,
		"ms", &f.Ms,
		"share", &f.Share,
		"title", &f.Title,
		"text", &f.Text,
		"action", &f.Action,
	}
}

// Members implements record.Object.
func (a *Action) Members() record.Members {
	return record.Members{
		"label", &a.Label,
		"step", &a.Step,
		"from_s", &a.FromS,
		"to_s", &a.ToS,
		"path", &a.Path,
		"value", &a.Value,
	}
}

// Members implements record.Object.
func (r *Request) Members() record.Members {
	return record.Members{
		"request", &r.Request,
		"prompt_len", &r.PromptLen,
		"tokens", &r.Tokens,
		"hit_tokens", &r.HitTokens,
		"e2el_ms", &r.E2EMs,
		"ttft_ms", &r.TTFTMs,
		"client_wait_ms", &r.ClientWaitMs,
		"preemptions", &r.Preemptions,
		"chunks", &r.Chunks,
		"parts", record.List(&r.Parts),
		"gaps", record.List(&r.Gaps),
		"median_gap_ms", &r.MedianGapMs,
		"sentences", &r.Sentences,
	}
}

// Members implements record.Object.
func (p *PartTime) Members() record.Members {
	return record.Members{
		"part", &p.Part,
		"ms", &p.Ms,
	}
}

// Members implements record.Object.
func (g *Gap) Members() record.Members {
	return record.Members{
		"step", &g.Step,
		"ms", &g.Ms,
		"prefill_tokens", &g.PrefillTokens,
		"riders", record.List(&g.Riders),
		"preempted", &g.Preempted,
	}
}

// Members implements record.Object.
func (s *Step) Members() record.Members {
	return record.Members{
		"step", &s.Step,
		"start_s", &s.StartS,
		"took_ms", &s.TookMs,
		"budget", &s.Budget,
		"sequences", &s.Seqs,
		"blocks", &s.Blocks,
		"cached", &s.Cached,
		"prefill", record.List(&s.Prefill),
		"decode", record.List(&s.Decode),
		"idle", &s.Idle,
		"idle_why", &s.IdleWhy,
		"preempted", &s.Preempted,
		"waiting", &s.Waiting,
		"queue", record.List(&s.Queue),
		"queue_why", &s.QueueWhy,
		"cost", record.List(&s.Cost),
		"sources", &s.Sources,
	}
}

// Members implements record.Object.
func (g *Gauge) Members() record.Members {
	return record.Members{
		"used", &g.Used,
		"limit", &g.Limit,
	}
}

// Members implements record.Object.
func (e *Entry) Members() record.Members {
	return record.Members{
		"request", &e.Request,
		"tokens", &e.Tokens,
		"context", &e.Context,
		"yields", &e.Yields,
		"recompute", &e.Recompute,
		"hit_tokens", &e.HitTokens,
	}
}

// Members implements record.Object.
func (r *Refusal) Members() record.Members {
	return record.Members{
		"request", &r.Request,
		"needs", &r.Needs,
		"why", &r.Why,
		"code", &r.Code,
	}
}

// Members implements record.Object.
func (c *Cost) Members() record.Members {
	return record.Members{
		"part", &c.Part,
		"ms", &c.Ms,
	}
}

// Members implements record.Object.
func (h *Header) Members() record.Members {
	return record.Members{
		"steps", &h.Steps,
		"requests", &h.Requests,
		"end_s", &h.EndS,
		"max_num_seqs", &h.MaxSeqs,
		"max_num_batched_tokens", &h.Budget,
		"num_gpu_blocks", &h.Blocks,
		"columns", record.List(&h.Columns),
	}
}
