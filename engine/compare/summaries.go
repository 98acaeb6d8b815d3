package compare

import "github.com/llmemu/playground/engine/metrics"

// Change is one figure of two single runs.
type Change struct {
	A, B      float64
	Percent   float64 // of A; 0 where A is 0
	Latency   bool    // the figure is in milliseconds
	Good, Bad bool    // B is better, or worse
}

// Summaries compares a figure of two runs' reports: a latency by its key and statistic, or "output_throughput",
// "request_goodput" or "preemptions". nil where one of the runs has none.
func Summaries(a, b *metrics.Summary, key, stat string) *Change {
	c := &Change{}
	better := -1.0
	switch key {
	case "output_throughput":
		c.A, c.B, better = a.OutputThroughput, b.OutputThroughput, 1
	case "request_goodput":
		if a.RequestGoodput == nil || b.RequestGoodput == nil {
			return nil
		}
		c.A, c.B, better = *a.RequestGoodput, *b.RequestGoodput, 1
	case "preemptions":
		c.A, c.B = float64(a.LLMEmu.Preemptions), float64(b.LLMEmu.Preemptions)
	default:
		before, after := a.Stat(key, stat), b.Stat(key, stat)
		if before == nil || after == nil {
			return nil
		}
		c.A, c.B, c.Latency = *before, *after, true
	}
	c.Percent = Percent(c.A, c.B)
	c.Good, c.Bad = (c.B-c.A)*better > 0, (c.B-c.A)*better < 0
	return c
}
