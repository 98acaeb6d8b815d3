package metrics

import (
	"encoding/binary"
	"encoding/json"
	"math"
)

// Header is the small part of a packed result: everything but the columns themselves.
type Header struct {
	Summary  *Summary    `json:"summary"`
	Measured *Comparison `json:"measured"` // null where no measured run belongs to the scenario
	Columns  []Column    `json:"columns"`
}

// Column says where a column's values lie in the payload.
type Column struct {
	Name   string `json:"name"`
	Type   string `json:"type"`   // "f64", "i32" or "u8", little-endian
	Offset int    `json:"offset"` // bytes into the payload, a multiple of 8
	Length int    `json:"length"` // values
}

// Sizes of what is made for charts.
const (
	curvePoints  = 400 // steps of a CDF
	chartMaxBins = 600 // intervals of the series
)

// Pack writes the result as the page reads it: four bytes with the length of the JSON header, the header, zeros up to
// a multiple of 8, and the payload of columns, which a browser views as typed arrays without copying. summary is the
// report's own, completed by the caller; measured may be nil.
//
// Columns are, by request (req.*): arrival_s, client_wait_ms, queue_ms, ttft_ms, tpot_ms (NaN with one token), e2el_ms,
// prompt_len, output_len, preemptions, prefix_hit_tokens, cause and ttft_cause (codes of Cause); by share of requests
// (cdf.*): q, and each latency's value at q, measured ones as cdf.measured.*; by interval (ts.*): the Series.
func (r *Report) Pack(summary *Summary, measured *Measured) ([]byte, error) {
	p := &packer{}
	r.packRequests(p)
	r.packCurves(p, measured)
	r.packSeries(p)
	header := Header{Summary: summary, Columns: p.columns}
	if measured != nil {
		header.Measured = r.Compare(measured)
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	out = append(out, text...)
	for len(out)%8 != 0 {
		out = append(out, 0)
	}
	return append(out, p.payload...), nil
}

func (r *Report) packRequests(p *packer) {
	log := r.log
	p.floats("req.arrival_s", log.column(func(id int) float64 { return float64(log.Arrival[id]) / nsPerS }))
	p.floats("req.client_wait_ms", log.column(log.ClientWait))
	p.floats("req.queue_ms", log.column(log.QueueWait))
	p.floats("req.ttft_ms", log.column(log.TTFT))
	p.floats("req.tpot_ms", log.column(log.TPOT))
	p.floats("req.e2el_ms", log.column(log.E2E))
	p.ints("req.prompt_len", log.PromptLen)
	p.ints("req.output_len", log.Tokens)
	p.ints("req.preemptions", log.Preemptions)
	p.ints("req.prefix_hit_tokens", log.HitTokens)
	ttftCauses, causes := make([]byte, len(log.Sent)), make([]byte, len(log.Sent))
	for id := range causes {
		ttft, e2e := r.causes(id)
		ttftCauses[id], causes[id] = byte(ttft), byte(e2e)
	}
	p.bytes("req.cause", causes)
	p.bytes("req.ttft_cause", ttftCauses)
}

func (r *Report) packCurves(p *packer, measured *Measured) {
	q := make([]float64, curvePoints+1)
	for i := range q {
		q[i] = float64(i) / curvePoints
	}
	curve := func(s *sample) []float64 {
		values := make([]float64, len(q))
		for i := range q {
			values[i] = s.quantile(q[i])
		}
		return values
	}
	p.floats("cdf.q", q)
	p.floats("cdf.ttft_ms", curve(r.ttft))
	p.floats("cdf.tpot_ms", curve(r.tpot))
	p.floats("cdf.itl_ms", curve(r.itl))
	p.floats("cdf.e2el_ms", curve(r.e2el))
	if measured == nil {
		return
	}
	for _, l := range r.measuredLatencies(measured) {
		p.floats("cdf.measured."+l.key, curve(l.measured))
	}
}

func (r *Report) packSeries(p *packer) {
	s := r.Series(chartInterval(r.log.end(), chartMaxBins))
	p.floats("ts.t_s", s.T)
	p.floats("ts.running", s.Running)
	p.floats("ts.waiting", s.Waiting)
	p.floats("ts.kv_used", s.KVUsed)
	p.floats("ts.prefill_tokens", s.PrefillTokens)
	p.floats("ts.decode_tokens", s.DecodeTokens)
	p.floats("ts.preemptions", s.Preemptions)
}

// packer appends columns to a payload.
type packer struct {
	columns []Column
	payload []byte
}

func (p *packer) add(name, kind string, length int) {
	for len(p.payload)%8 != 0 {
		p.payload = append(p.payload, 0)
	}
	p.columns = append(p.columns, Column{Name: name, Type: kind, Offset: len(p.payload), Length: length})
}

func (p *packer) floats(name string, values []float64) {
	p.add(name, "f64", len(values))
	for _, v := range values {
		p.payload = binary.LittleEndian.AppendUint64(p.payload, math.Float64bits(v))
	}
}

func (p *packer) ints(name string, values []int32) {
	p.add(name, "i32", len(values))
	for _, v := range values {
		p.payload = binary.LittleEndian.AppendUint32(p.payload, uint32(v))
	}
}

func (p *packer) bytes(name string, values []byte) {
	p.add(name, "u8", len(values))
	p.payload = append(p.payload, values...)
}
