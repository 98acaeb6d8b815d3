package byhand

// Timeline is the columns of the run over time, see explain.Session.Pack.
func (r *Run) Timeline() Columns {
	c := Columns{"seg.from_s": {}, "seg.to_s": {}, "seg.kind": {}}
	for k := range r.Steps {
		s := &r.Steps[k]
		c.add("step.start_s", S(s.Start))
		c.add("step.end_s", S(s.End))
		c.add("step.prefill", float64(s.Prefill()))
		c.add("step.decode", float64(s.Decodes()))
		c.add("step.running", float64(s.Running))
		c.add("step.waiting", float64(s.Waiting))
		c.add("step.blocks", float64(s.Blocks))
		c.add("step.preempted", float64(len(s.Preempted)))
		c.add("step.refused", float64(s.Refused))
	}
	for id := range r.Requests {
		c.add("row.first", float64(len(c["seg.kind"])))
		c.add("row.chunk", float64(len(c["chunk.step"])))
		c.add("row.flags", flag(r.Preemptions(id) > 0)+2*flag(!r.Meets(id))+4*flag(id == r.Tail))
		for _, s := range r.Life(id) {
			c.add("seg.from_s", S(s.From))
			c.add("seg.to_s", S(s.To))
			c.add("seg.kind", float64(s.Kind))
		}
		for k, s := range r.Steps {
			for _, share := range s.Batch {
				if share.Request == id && share.Kind != Decode {
					c.add("chunk.step", float64(k))
					c.add("chunk.tokens", float64(share.Tokens))
				}
			}
		}
	}
	c.add("row.first", float64(len(c["seg.kind"])))
	c.add("row.chunk", float64(len(c["chunk.step"])))
	bin := 10 * r.Bin
	for i := range r.End()/bin + 1 {
		tokens := 0
		for k := range r.Steps {
			if r.Steps[k].End/bin == i {
				tokens += r.Steps[k].Outputs()
			}
		}
		c.add("out.t_s", S(i*bin))
		c.add("out.tokens_s", float64(tokens)/S(bin))
	}
	return c
}

// Life is a request's life in the engine; a stretch that takes no time is none.
func (r *Run) Life(id int) []Stretch {
	q := r.Requests[id]
	if q.Life != nil {
		return q.Life
	}
	var life []Stretch
	for _, s := range []Stretch{{InQueue, q.Queued, q.Admitted}, {InPrefill, q.Admitted, r.First(id)}, {InDecode, r.First(id), r.Last(id)}} {
		if s.To > s.From {
			life = append(life, s)
		}
	}
	return life
}

// TimelineHeader is what stands before those columns.
func (r *Run) TimelineHeader() Object {
	return Object{"steps": len(r.Steps), "requests": len(r.Requests), "end_s": S(r.End()), "max_num_seqs": r.Slots,
		"max_num_batched_tokens": r.Budget, "num_gpu_blocks": r.Blocks}
}
