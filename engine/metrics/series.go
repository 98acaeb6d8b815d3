package metrics

// Series is the run over time in equal intervals. States are the largest of each interval, so that no peak is lost;
// rates are per second of the interval. A token belongs to the interval in which its step ended.
type Series struct {
	T             []float64 `json:"t_s"` // start of the interval, seconds
	Running       []float64 `json:"running"`
	Waiting       []float64 `json:"waiting"`
	KVUsed        []float64 `json:"kv_used"`        // share of the usable blocks, 0 to 1
	PrefillTokens []float64 `json:"prefill_tokens"` // tokens/s
	DecodeTokens  []float64 `json:"decode_tokens"`  // tokens/s
	OutputTokens  []float64 `json:"output_tokens"`  // tokens/s
	Finished      []float64 `json:"finished"`       // requests/s
	Preemptions   []float64 `json:"preemptions"`    // in the interval
}

// Series cuts the run into intervals of the given length in nanoseconds.
func (r *Report) Series(interval int64) *Series {
	log := r.log
	n := int(log.end()/interval) + 1
	column := func() []float64 { return make([]float64, n) }
	s := &Series{
		T: column(), Running: column(), Waiting: column(), KVUsed: column(), PrefillTokens: column(),
		DecodeTokens: column(), OutputTokens: column(), Finished: column(), Preemptions: column(),
	}
	perSecond := nsPerS / float64(interval)
	for i := range s.T {
		s.T[i] = float64(int64(i)*interval) / nsPerS
	}
	for k := range log.Start {
		last := int(log.End[k] / interval)
		for i := int(log.Start[k] / interval); i <= last; i++ {
			s.Running[i] = max(s.Running[i], float64(log.Running[k]))
			s.Waiting[i] = max(s.Waiting[i], float64(log.Waiting[k]))
			s.KVUsed[i] = max(s.KVUsed[i], r.setting.kvUsage(log.UsedBlocks[k]))
		}
		s.PrefillTokens[last] += float64(float64(log.PrefillTokens[k]) * perSecond)
		s.DecodeTokens[last] += float64(float64(log.Decodes[k]) * perSecond)
		s.OutputTokens[last] += float64(float64(log.Outputs[k]) * perSecond)
		s.Preemptions[last] += float64(log.Preempted[k])
	}
	for _, at := range log.Last {
		s.Finished[at/interval] += perSecond
	}
	return s
}

// ChartInterval is the shortest round interval, in nanoseconds, that cuts a run into at most maxBins.
func ChartInterval(end int64, maxBins int64) int64 {
	for decade := int64(1e6); ; decade *= 10 {
		for _, factor := range []int64{1, 2, 5} {
			if interval := decade * factor; end/interval < maxBins {
				return interval
			}
		}
	}
}
