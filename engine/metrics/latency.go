package metrics

import "math"

const (
	nsPerMS = 1e6
	nsPerS  = 1e9
)

func ms(ns int64) float64 { return float64(ns) / nsPerMS }

// TTFT is the time from send to first token, in milliseconds.
func (r *Requests) TTFT(id int) float64 { return ms(r.First[id] - r.Sent[id]) }

// E2E is the time from send to last token, in milliseconds.
func (r *Requests) E2E(id int) float64 { return ms(r.Last[id] - r.Sent[id]) }

// TPOT is the mean gap between the request's tokens, in milliseconds; NaN with fewer than two.
func (r *Requests) TPOT(id int) float64 {
	if r.Tokens[id] < 2 {
		return math.NaN()
	}
	return ms(r.Last[id]-r.First[id]) / float64(r.Tokens[id]-1)
}

// ClientWait is the time that max_concurrency held the request at the client, in milliseconds. No latency counts it.
func (r *Requests) ClientWait(id int) float64 { return ms(r.Sent[id] - r.Arrival[id]) }

// QueueWait is the time from the engine's door to the first admission, in milliseconds.
func (r *Requests) QueueWait(id int) float64 { return ms(r.Admitted[id] - r.Queued[id]) }

// column evaluates f for every request.
func (r *Requests) column(f func(id int) float64) []float64 {
	values := make([]float64, len(r.Sent))
	for id := range values {
		values[id] = f(id)
	}
	return values
}

// since is the time between two columns in milliseconds, for every request.
func (r *Requests) since(from, to []int64) []float64 {
	values := make([]float64, len(to))
	for id := range values {
		values[id] = ms(to[id] - from[id])
	}
	return values
}

// tpots is TPOT for the requests that have one.
func (r *Requests) tpots() []float64 {
	values := make([]float64, 0, len(r.Sent))
	for id, tokens := range r.Tokens {
		if tokens > 1 {
			values = append(values, ms(r.Last[id]-r.First[id])/float64(tokens-1))
		}
	}
	return values
}

// EachGap visits the gaps between tokens: of each step the one that its tokens share whose requests got one in the step before
// as well, then those across steps, one by one, with step -1.
func (l *Log) EachGap(visit func(ns int64, tokens, step int32)) {
	for k, n := range l.Gaps {
		if n > 0 {
			visit(l.End[k]-l.End[k-1], n, int32(k))
		}
	}
	for _, ns := range l.OtherGaps {
		visit(ns, 1, -1)
	}
}

// GapLengths are the gaps between tokens in milliseconds, and how many tokens share each.
func (l *Log) GapLengths() (lengths []float64, tokens []int32) {
	n := len(l.Gaps) + len(l.OtherGaps)
	lengths, tokens = make([]float64, 0, n), make([]int32, 0, n)
	l.EachGap(func(ns int64, n, _ int32) { lengths, tokens = append(lengths, ms(ns)), append(tokens, n) })
	return lengths, tokens
}
