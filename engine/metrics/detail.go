package metrics

// Detail is what `vllm bench serve --save-detailed` adds for every request, with the run's series.
type Detail struct {
	TTFTs      []float64   `json:"ttfts"`       // seconds
	Latencies  []float64   `json:"latencies"`   // seconds from send to last token
	QueueTimes []float64   `json:"queue_times"` // seconds that max_concurrency held the request back
	ITLs       [][]float64 `json:"itls"`        // seconds
	InputLens  []int32     `json:"input_lens"`
	OutputLens []int32     `json:"output_lens"`
	StartTimes []float64   `json:"start_times"` // seconds from the start of the run
	Series     *Series     `json:"series"`      // by the second, or by longer intervals where there are thousands of seconds
}

// detailMaxBins bounds the intervals of the series: a run may take years of virtual time.
const detailMaxBins = 5000

// Detail lists every request's latencies, token gaps included: its size follows the tokens of the run.
func (r *Report) Detail() *Detail {
	log := r.log
	seconds := func(ns int64) float64 { return float64(ns) / nsPerS }
	d := &Detail{
		TTFTs:      log.column(func(id int) float64 { return seconds(log.First[id] - log.Sent[id]) }),
		Latencies:  log.column(func(id int) float64 { return seconds(log.Last[id] - log.Sent[id]) }),
		QueueTimes: log.column(func(id int) float64 { return seconds(log.Sent[id] - log.Arrival[id]) }),
		ITLs:       make([][]float64, len(log.Sent)),
		InputLens:  log.PromptLen,
		OutputLens: log.Tokens,
		StartTimes: log.column(func(id int) float64 { return seconds(log.Sent[id]) }),
		Series:     r.Series(max(nsPerS, ChartInterval(log.end(), detailMaxBins))),
	}
	last := append([]int64(nil), log.First...)
	for id := range d.ITLs {
		d.ITLs[id] = make([]float64, 0, log.Tokens[id]-1)
	}
	for _, run := range log.Runs {
		id := run.Request
		for k := run.FirstStep; k < run.FirstStep+run.Count; k++ {
			if at := log.End[k]; at > log.First[id] {
				d.ITLs[id] = append(d.ITLs[id], seconds(at-last[id]))
				last[id] = at
			}
		}
	}
	return d
}
