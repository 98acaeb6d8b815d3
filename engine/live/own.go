package live

import (
	"slices"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/internal/columns"
)

// Own is a request of the watcher, as far as it has come. Times are in milliseconds; those that lie ahead are 0.
type Own struct {
	ID        int
	PromptLen int
	OutputLen int
	Tokens    int // that have come out
	Admitted  bool
	Done      bool // all of them have
	Aborted   bool // its client went away: times that run to now end there

	FrontendMs  float64 // from the send to the engine's door
	QueueMs     float64 // there, until the first admission or until now
	PrefillMs   float64 // own prompt, to the first token
	TTFTMs      float64
	DecodeMs    float64 // from the first token to the last, or to now, without what was preempted
	PreemptedMs float64 // waiting again, and computing again, until the next token or until now
	Preemptions int
	SoFarMs     float64 // from the send to the last token, or to now
	TokensPerS  float64 // those after the first, over the time since it; 0 before the second

	// Of the newest request alone.
	Gaps   int
	Shared int // of those, with prefill in the step
	Broken int // of those, across a preemption or a step that left it out
}

// GapKind says what a gap of an own request was shared with.
type GapKind uint8

// The kinds, in the order of their codes.
const (
	GapDecode GapKind = iota // the step had no prefill
	GapShared                // it had
	GapBroken                // the request got no token from the step before
)

// gapsShown is how many of an own request's newest gaps a snapshot holds.
const gapsShown = 600

// packOwn describes the watcher's requests, newest last, and adds the newest one's gaps.
func (l *Live) packOwn(p *columns.Packer, h *Header, unfinished []serve.Progress) {
	var ms []float64
	var kinds []byte
	for i, o := range l.own {
		newest := metrics.Run{}
		at := slices.IndexFunc(unfinished, func(r serve.Progress) bool { return r.ID == o.id })
		if at >= 0 {
			newest = unfinished[at].Newest
		}
		runs := l.runsOf(o.id, newest)
		described := l.describe(o, runs)
		if i == len(l.own)-1 {
			ms, kinds = l.gaps(&described, runs)
		}
		h.Own = append(h.Own, described)
	}
	p.Floats("gap.ms", ms[max(0, len(ms)-gapsShown):])
	p.Bytes("gap.kind", kinds[max(0, len(kinds)-gapsShown):])
}

func (l *Live) describe(o own, runs []metrics.Run) Own {
	log := l.engine.Log()
	id := o.id
	d := Own{ID: id, PromptLen: o.promptLen, OutputLen: o.outputLen, Preemptions: int(log.Preemptions[id])}
	d.Done, d.Aborted = log.Last[id] > 0, o.aborted
	until := l.now
	switch {
	case d.Done:
		until = log.Last[id]
	case d.Aborted:
		until = o.abortedAt
	}
	for _, run := range runs {
		d.Tokens += int(run.Count)
		for k := run.FirstStep + run.Count - 1; k >= run.FirstStep && log.End[k] > l.now; k-- { // in flight
			d.Tokens--
		}
	}
	d.Admitted = d.Tokens > 0 || log.Admitted[id] > 0
	sent, queued := log.Sent[id], log.Queued[id]
	span := func(from, to int64) float64 { return float64(max(0, to-from)) / 1e6 }
	d.FrontendMs = span(sent, min(queued, until))
	d.SoFarMs = span(sent, until)
	if !d.Admitted {
		d.QueueMs = span(queued, until)
		return d
	}
	d.QueueMs = span(queued, log.Admitted[id])
	if d.Tokens == 0 {
		d.PrefillMs = span(log.Admitted[id], until)
		return d
	}
	d.PrefillMs, d.TTFTMs = span(log.Admitted[id], log.First[id]), span(sent, log.First[id])
	for i, run := range runs {
		if i > 0 { // from the end of the run before
			before := runs[i-1]
			d.PreemptedMs += span(log.End[before.FirstStep+before.Count-1], log.End[run.FirstStep])
		}
	}
	if newest := runs[len(runs)-1]; !d.Done && l.lost(id, newest) {
		d.PreemptedMs += span(log.End[newest.FirstStep+newest.Count-1], until)
	}
	d.DecodeMs = span(log.First[id], until) - d.PreemptedMs
	if d.Tokens > 1 {
		d.TokensPerS = float64(d.Tokens-1) * 1e9 / float64(until-log.First[id])
	}
	return d
}

// gaps are the request's gaps in milliseconds, with their kinds, and counted in d.
func (l *Live) gaps(d *Own, runs []metrics.Run) (ms []float64, kinds []byte) {
	log := l.engine.Log()
	last := int32(-1)
	for _, run := range runs {
		for k := run.FirstStep; k < run.FirstStep+run.Count && log.End[k] <= l.now; k++ {
			if last >= 0 {
				kind := GapDecode
				switch {
				case last != k-1:
					kind = GapBroken
					d.Broken++
				case log.PrefillTokens[k] > 0:
					kind = GapShared
					d.Shared++
				}
				d.Gaps++
				ms, kinds = append(ms, float64(log.End[k]-log.End[last])/1e6), append(kinds, byte(kind))
			}
			last = k
		}
	}
	return ms, kinds
}
