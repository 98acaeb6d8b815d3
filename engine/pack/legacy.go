package pack

// point is an entry of a version 1.0 table, in any of its forms: a single time in place of samples.
type point struct {
	TotalTokens      int64   `json:"total_tokens"`
	SeqLen           int64   `json:"seq_len"` // of the early form: prompts of one length
	BatchSize        int64   `json:"batch_size"`
	ActiveSeqs       int64   `json:"active_seqs"` // of the early form: decodes
	LatencyUS        float64 `json:"latency_us"`
	LatencyPerTokens float64 `json:"latency_us_per_token"` // a token of each sequence, so one step
}

func (f *file) points(list *[]point) error {
	return f.each(func(int) error {
		var p point
		if err := f.value(&p); err != nil {
			return err
		}
		e := entry{TT: p.TotalTokens, Conc: p.BatchSize, KV: p.SeqLen, NewReqs: p.ActiveSeqs, Samples: []float64{p.LatencyUS + p.LatencyPerTokens}}
		if err := e.check(); err != nil {
			return err
		}
		*list = append(*list, p)
		return nil
	})
}

// legacy makes cells of single times. Version 1.0 does not say how many requests a step held: a prefill is taken to be
// one request, a decode token a request each.
func (f *file) legacy(p *Pack) {
	p.Widths = oneWide
	if f.prefill == nil {
		f.prefill = f.forward
	}
	if f.decode == nil {
		f.decode = f.forward
	}
	for _, at := range f.prefill {
		batch := max(1, at.BatchSize)
		p.Mixed = append(p.Mixed, single(max(at.TotalTokens, at.SeqLen*batch), batch, at.LatencyUS))
	}
	for _, at := range f.decode {
		n := max(at.TotalTokens, at.ActiveSeqs)
		p.Decode = append(p.Decode, single(n, n, at.LatencyUS+at.LatencyPerTokens))
	}
}

func single(tokens, requests int64, us float64) Cell {
	return Cell{Tokens: tokens, Requests: requests, Count: 1, Samples: []float64{us}}
}
