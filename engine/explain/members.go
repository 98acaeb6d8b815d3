package explain

import "github.com/llmemu/playground/internal/plainjson"

// Members implements plainjson.Object.
func (f *Facts) Members() plainjson.Members {
	return plainjson.Members{
		"tail", &f.Tail,
		"middle", &f.Middle,
		"difference_ms", &f.DifferenceMs,
		"list", plainjson.List(&f.List),
		"rest", plainjson.List(&f.Rest),
	}
}

// Members implements plainjson.Object.
func (g *Group) Members() plainjson.Members {
	return plainjson.Members{
		"requests", &g.Requests,
		"from_s", &g.FromS,
		"to_s", &g.ToS,
		"e2el_ms", &g.E2EMs,
		"tokens", &g.Tokens,
		"prompt_len", &g.Prompt,
		"parts", plainjson.List(&g.Parts),
	}
}

// Members implements plainjson.Object.
func (f *Fact) Members() plainjson.Members {
	return plainjson.Members{
		"part", &f.Part,
		"ms", &f.Ms,
		"share", &f.Share,
		"title", &f.Title,
		"text", &f.Text,
		"action", &f.Action,
	}
}

// Members implements plainjson.Object.
func (a *Action) Members() plainjson.Members {
	return plainjson.Members{
		"label", &a.Label,
		"engine", &a.Engine,
		"step", &a.Step,
		"from_s", &a.FromS,
		"to_s", &a.ToS,
		"path", &a.Path,
		"value", &a.Value,
	}
}

// Members implements plainjson.Object.
func (r *Request) Members() plainjson.Members {
	return plainjson.Members{
		"request", &r.Request,
		"engine", &r.Engine,
		"prompt_len", &r.PromptLen,
		"tokens", &r.Tokens,
		"hit_tokens", &r.HitTokens,
		"hit_tokens_resumed", &r.HitsAgain,
		"e2el_ms", &r.E2EMs,
		"ttft_ms", &r.TTFTMs,
		"client_wait_ms", &r.ClientWaitMs,
		"preemptions", &r.Preemptions,
		"chunks", &r.Chunks,
		"parts", plainjson.List(&r.Parts),
		"gaps", plainjson.List(&r.Gaps),
		"median_gap_ms", &r.MedianGapMs,
		"sentences", &r.Sentences,
		"life", plainjson.List(&r.Life),
	}
}

// Members implements plainjson.Object.
func (e *Event) Members() plainjson.Members {
	return plainjson.Members{
		"kind", &e.Kind,
		"at_s", &e.AtS,
		"step", &e.Step,
		"other", &e.Other,
		"text", &e.Text,
	}
}

// Members implements plainjson.Object.
func (p *PartTime) Members() plainjson.Members {
	return plainjson.Members{
		"part", &p.Part,
		"ms", &p.Ms,
	}
}

// Members implements plainjson.Object.
func (g *Gap) Members() plainjson.Members {
	return plainjson.Members{
		"step", &g.Step,
		"ms", &g.Ms,
		"prefill_tokens", &g.PrefillTokens,
		"riders", plainjson.List(&g.Riders),
		"preempted", &g.Preempted,
	}
}

// Members implements plainjson.Object.
func (s *Step) Members() plainjson.Members {
	return plainjson.Members{
		"engine", &s.Engine,
		"step", &s.Step,
		"start_s", &s.StartS,
		"took_ms", &s.TookMs,
		"budget", &s.Budget,
		"sequences", &s.Seqs,
		"blocks", &s.Blocks,
		"cached", &s.Cached,
		"prefill", plainjson.List(&s.Prefill),
		"decode", plainjson.List(&s.Decode),
		"idle", &s.Idle,
		"idle_why", &s.IdleWhy,
		"preempted", &s.Preempted,
		"waiting", &s.Waiting,
		"queue", plainjson.List(&s.Queue),
		"queue_why", &s.QueueWhy,
		"cost", plainjson.List(&s.Cost),
		"sources", &s.Sources,
	}
}

// Members implements plainjson.Object.
func (g *Gauge) Members() plainjson.Members {
	return plainjson.Members{
		"used", &g.Used,
		"limit", &g.Limit,
	}
}

// Members implements plainjson.Object.
func (e *Entry) Members() plainjson.Members {
	return plainjson.Members{
		"request", &e.Request,
		"tokens", &e.Tokens,
		"context", &e.Context,
		"yields", &e.Yields,
		"recompute", &e.Recompute,
		"hit_tokens", &e.HitTokens,
	}
}

// Members implements plainjson.Object.
func (r *Refusal) Members() plainjson.Members {
	return plainjson.Members{
		"request", &r.Request,
		"needs", &r.Needs,
		"why", &r.Why,
		"code", &r.Code,
	}
}

// Members implements plainjson.Object.
func (c *Cost) Members() plainjson.Members {
	return plainjson.Members{
		"part", &c.Part,
		"ms", &c.Ms,
	}
}

// Members implements plainjson.Object.
func (h *Header) Members() plainjson.Members {
	return plainjson.Members{
		"steps", &h.Steps,
		"requests", &h.Requests,
		"end_s", &h.EndS,
		"max_num_seqs", &h.MaxSeqs,
		"max_num_batched_tokens", &h.Budget,
		"num_gpu_blocks", &h.Blocks,
		"columns", plainjson.List(&h.Columns),
	}
}
