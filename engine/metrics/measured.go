package metrics

import (
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/internal/stats"
)

// Measured holds the figures of a run on real hardware, to be compared with the emulation of the same scenario.
type Measured struct {
	Title    string // engine, GPU and workload, for people
	Settings string // the run's own settings, for people
	Source   string
	Licence  string
	Scenario plainjson.Raw // the scenario that emulates the run

	TTFTMs []float64 // of each request, from the client's send
	TPOTMs []float64 // of each request with at least two output tokens
	E2ELMs []float64 // of each request, from the client's send
	// FrontendMs is the part of TTFT and E2E between the client's send and the engine's queue; without it they count
	// from queued_ts, as some simulators report them.
	FrontendMs       []float64
	OutputThroughput float64 // tokens/s, from the start of the run to its last token

	Published *Published // what others were off on the same run; nil where nobody said
}

// Published is the error in percent of the mean that others report for their emulation of a run. Their TTFT and E2E
// count from the engine's queue.
type Published struct {
	By      string
	TTFTPct float64
	TPOTPct float64
	E2ELPct float64
}

const maxMeasuredBytes = 16 << 20

// ParseMeasured reads measured figures from JSON and checks them.
func ParseMeasured(data []byte) (*Measured, error) {
	if len(data) > maxMeasuredBytes {
		return nil, message.Errorf("measured run: %d bytes; allowed: at most %d", len(data), maxMeasuredBytes)
	}
	m := &Measured{}
	if err := plainjson.Unmarshal(data, m); err != nil {
		return nil, message.Errorf("measured run: %v", err)
	}
	n := len(m.TTFTMs)
	if n == 0 || len(m.E2ELMs) != n || len(m.FrontendMs) != n || len(m.TPOTMs) == 0 || m.OutputThroughput <= 0 {
		return nil, message.Errorf("measured run: ttft_ms, e2el_ms, frontend_ms, tpot_ms and output_throughput must all be given, the first three for every request")
	}
	return m, nil
}

// Comparison sets an emulated run beside the measured one.
type Comparison struct {
	Title    string
	Settings string
	Scenario plainjson.Raw
	Metrics  []Deviation
}

// Deviation is one statistic of both runs.
type Deviation struct {
	Key      string // ttft_ms, tpot_ms, e2el_ms or output_throughput
	Stat     string // mean, p50, p90 or p99
	Measured float64
	Emulated float64
	ErrorPct float64 // (emulated − measured) / measured
}

// CompareFromQueue reports the means of TTFT and E2E as they count from the engine's queue, without the frontend before
// it: so do the errors that others publish.
func (r *Report) CompareFromQueue(m *Measured) []Deviation {
	withoutFrontend := func(values []float64) *stats.Sample {
		rest := make([]float64, len(values))
		for i := range values {
			rest[i] = values[i] - m.FrontendMs[i]
		}
		return stats.NewSample(rest)
	}
	log := r.log
	fromQueue := func(end []int64) *stats.Sample {
		return stats.NewSample(log.column(func(id int) float64 { return ms(end[id] - log.Queued[id]) }))
	}
	return []Deviation{
		deviation("ttft_ms", "mean", withoutFrontend(m.TTFTMs).Mean(), fromQueue(log.First).Mean()),
		deviation("e2el_ms", "mean", withoutFrontend(m.E2ELMs).Mean(), fromQueue(log.Last).Mean()),
	}
}

func deviation(key, stat string, measured, emulated float64) Deviation {
	return Deviation{key, stat, measured, emulated, 100 * (emulated - measured) / measured}
}

// latency pairs an emulated distribution with its measured one.
type latency struct {
	key                string
	emulated, measured *stats.Sample
}

func (r *Report) measuredLatencies(m *Measured) []latency {
	clone := func(values []float64) *stats.Sample { return stats.NewSample(append([]float64(nil), values...)) }
	return []latency{
		{"ttft_ms", r.ttft, clone(m.TTFTMs)},
		{"tpot_ms", r.tpot, clone(m.TPOTMs)},
		{"e2el_ms", r.e2el, clone(m.E2ELMs)},
	}
}

// Compare reports how far the run is from the measured one.
func (r *Report) Compare(m *Measured) *Comparison {
	return r.compare(m, r.measuredLatencies(m))
}

// compare is Compare with the measured latencies already sorted.
func (r *Report) compare(m *Measured, latencies []latency) *Comparison {
	c := &Comparison{Title: m.Title, Settings: m.Settings, Scenario: m.Scenario}
	add := func(key, stat string, measured, emulated float64) {
		c.Metrics = append(c.Metrics, deviation(key, stat, measured, emulated))
	}
	for _, l := range latencies {
		add(l.key, "mean", l.measured.Mean(), l.emulated.Mean())
		for _, p := range []struct {
			stat string
			q    float64
		}{{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}} {
			add(l.key, p.stat, l.measured.Quantile(p.q), l.emulated.Quantile(p.q))
		}
	}
	add("output_throughput", "mean", m.OutputThroughput, r.totals.OutputPerS)
	return c
}

// Members are those of the JSON.
func (m *Measured) Members() plainjson.Members {
	return plainjson.Members{
		"title", &m.Title, "settings", &m.Settings, "source", &m.Source, "licence", &m.Licence,
		"scenario", &m.Scenario, "ttft_ms", &m.TTFTMs, "tpot_ms", &m.TPOTMs, "e2el_ms", &m.E2ELMs,
		"frontend_ms", &m.FrontendMs, "output_throughput", &m.OutputThroughput,
		"published", plainjson.Optional(&m.Published),
	}
}

// Members are those of the JSON.
func (p *Published) Members() plainjson.Members {
	return plainjson.Members{
		"by", &p.By, "ttft_pct", &p.TTFTPct, "tpot_pct", &p.TPOTPct, "e2el_pct", &p.E2ELPct,
	}
}

// MarshalJSON writes the comparison for readers that do not know of package record.
func (c *Comparison) MarshalJSON() ([]byte, error) { return plainjson.Marshal(c) }

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Comparison) UnmarshalJSON(data []byte) error { return plainjson.Unmarshal(data, c) }

// Members are those of the JSON.
func (c *Comparison) Members() plainjson.Members {
	return plainjson.Members{
		"title", &c.Title, "settings", &c.Settings, "scenario", &c.Scenario,
		"metrics", plainjson.List(&c.Metrics),
	}
}

// Members are those of the JSON.
func (d *Deviation) Members() plainjson.Members {
	return plainjson.Members{
		"key", &d.Key, "stat", &d.Stat, "measured", &d.Measured, "emulated", &d.Emulated,
		"error_pct", &d.ErrorPct,
	}
}
