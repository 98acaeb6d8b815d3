package metrics

// Totals are what a run that is over comes to as a whole: a report has them, and the figures of a sweep.
type Totals struct {
	Seconds     float64 // from the start of the run to its last token
	Input       int64   // prompt tokens
	Output      int64   // tokens
	Preemptions int64
	PeakKV      float64 // share of the usable blocks, 0 to 1

	RequestsPerS, OutputPerS, TokensPerS float64 // over Seconds; 0 for a run without a duration
	SentPerS                             float64 // the same of all requests, those that the server rejected included
}

// Totals sums a run up.
func (l *Log) Totals(s *Setting) Totals {
	t := Totals{
		Seconds: float64(l.end()) / nsPerS, Input: sum(l.PromptLen), Output: sum(l.Tokens), Preemptions: sum(l.Preemptions),
		PeakKV: s.kvUsage(largest(l.UsedBlocks)),
	}
	if t.Seconds > 0 {
		t.RequestsPerS, t.OutputPerS = float64(len(l.Sent))/t.Seconds, float64(t.Output)/t.Seconds
		t.TokensPerS = float64(t.Input+t.Output) / t.Seconds
		t.SentPerS = float64(len(l.Sent)+s.Failed()) / t.Seconds
	}
	return t
}

// Goodput is how many requests a second meet the whole SLO: vllm bench serve counts those of them that completed.
func (t *Totals) Goodput(a *Attainment) float64 { return a.All * t.SentPerS }

// kvUsage is the share of the pool's usable blocks.
func (s *Setting) kvUsage(blocks int32) float64 { return float64(blocks) / float64(s.NumGPUBlocks-1) }
