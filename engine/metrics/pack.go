package metrics

import (
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/internal/stats"
)

// Header is the small part of a packed result: everything but the columns themselves.
type Header struct {
	Summary  *Summary
	Measured *Comparison // null where no measured run belongs to the scenario
	Gaps     *Gaps       // null where no request has two tokens
	AtOnce   bool        // arrival times do not tell the requests apart
	Columns  []columns.Column
}

// Sizes of what is made for charts.
const (
	curvePoints  = 400 // steps of a CDF
	chartMaxBins = 600 // intervals of the series
)

// Pack writes the result as the page reads it, see package columns. summary is the report's own, completed by the
// caller; measured may be nil.
//
// Columns are, by request (req.*): arrival_s, client_wait_ms, queue_ms, ttft_ms, tpot_ms (NaN with one token), e2el_ms,
// prompt_len, output_len, preemptions, prefix_hit_tokens, cause and ttft_cause (codes of Cause); by share of requests
// (cdf.*): q, and each latency's value at q, measured ones as cdf.measured.*; by interval (ts.*): the Series; those of gaps
// (gaps.*) are described in gapcells.go.
func (r *Report) Pack(summary *Summary, measured *Measured) ([]byte, error) {
	p := &columns.Packer{}
	r.packRequests(p)
	header := &Header{Summary: summary}
	var latencies []latency
	if measured != nil {
		latencies = r.measuredLatencies(measured)
		header.Measured = r.compare(measured, latencies)
	}
	r.packCurves(p, latencies)
	r.packSeries(p)
	header.Gaps = r.packGaps(p)
	header.AtOnce = r.log.atOnce()
	header.Columns = p.Columns()
	return p.Pack(header)
}

// atOnce says whether a picture over arrival time would have most requests above each other: they fall into few of its moments, which are
// a hundredth of the run each.
func (l *Log) atOnce() bool {
	const moments = 100
	n := len(l.Arrival)
	if n < 2 {
		return false
	}
	var used [moments + 1]bool
	kept := 0
	whole := max(l.end(), 1)
	for _, at := range l.Arrival {
		if moment := min(at, whole) / max(whole/moments, 1); !used[min(moment, moments)] {
			used[min(moment, moments)] = true
			kept++
		}
	}
	return kept < min(n, 20)/2
}

func (r *Report) packRequests(p *columns.Packer) {
	log := r.log
	p.Floats("req.arrival_s", log.column(func(id int) float64 { return float64(log.Arrival[id]) / nsPerS }))
	p.Floats("req.client_wait_ms", log.column(log.ClientWait))
	p.Floats("req.queue_ms", log.column(log.QueueWait))
	p.Floats("req.ttft_ms", log.column(log.TTFT))
	p.Floats("req.tpot_ms", log.column(log.TPOT))
	p.Floats("req.e2el_ms", log.column(log.E2E))
	p.Ints("req.prompt_len", log.PromptLen)
	p.Ints("req.output_len", log.Tokens)
	p.Ints("req.preemptions", log.Preemptions)
	p.Ints("req.prefix_hit_tokens", log.HitTokens)
	ttftCauses, causes := make([]byte, len(log.Sent)), make([]byte, len(log.Sent))
	for id := range causes {
		ttft, e2e := r.causes(id)
		ttftCauses[id], causes[id] = byte(ttft), byte(e2e)
	}
	p.Bytes("req.cause", causes)
	p.Bytes("req.ttft_cause", ttftCauses)
}

func (r *Report) packCurves(p *columns.Packer, measured []latency) {
	q := make([]float64, curvePoints+1)
	for i := range q {
		q[i] = float64(i) / curvePoints
	}
	curve := func(s *stats.Sample) []float64 {
		values := make([]float64, len(q))
		for i := range q {
			values[i] = s.Quantile(q[i])
		}
		return values
	}
	p.Floats("cdf.q", q)
	p.Floats("cdf.ttft_ms", curve(r.ttft))
	p.Floats("cdf.tpot_ms", curve(r.tpot))
	p.Floats("cdf.itl_ms", curve(r.itl))
	p.Floats("cdf.e2el_ms", curve(r.e2el))
	for _, l := range measured {
		p.Floats("cdf.measured."+l.key, curve(l.measured))
	}
}

func (r *Report) packSeries(p *columns.Packer) {
	s := r.Series(ChartInterval(r.log.end(), chartMaxBins))
	p.Floats("ts.t_s", s.T)
	p.Floats("ts.running", s.Running)
	p.Floats("ts.waiting", s.Waiting)
	p.Floats("ts.kv_used", s.KVUsed)
	p.Floats("ts.prefill_tokens", s.PrefillTokens)
	p.Floats("ts.decode_tokens", s.DecodeTokens)
	p.Floats("ts.preemptions", s.Preemptions)
}

// Members are those of the JSON.
func (h *Header) Members() plainjson.Members {
	return plainjson.Members{
		"summary", plainjson.Nullable(&h.Summary), "measured", plainjson.Nullable(&h.Measured),
		"gaps", plainjson.Nullable(&h.Gaps), "at_once", &h.AtOnce,
		"columns", plainjson.List(&h.Columns),
	}
}
