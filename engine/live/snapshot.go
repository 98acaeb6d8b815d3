package live

import (
	"slices"

	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/order"
)

// Header is the small part of a snapshot; see Pack for its columns.
type Header struct {
	NowS     float64
	Rate     float64 // requests per second; 0 while none are on their way
	Arriving int     // as far as a picture has room for them
	Held     int     // at the client, by max_concurrency

	Step       int // the newest on the GPU
	StepMs     float64
	StepTokens int

	Running    int
	MaxNumSeqs int
	Waiting    int
	UsedBlocks int
	Blocks     int
	BlockSize  int
	HeadNeeds  int // free blocks that the queue's head takes; 0 without one
	Finished   int64
	Aborted    int     // requests whose clients went away
	TokensPerS float64 // over the last second
	Preempted  int     // requests that were preempted and wait again

	Own     []Own
	Columns []columns.Column
}

// Limits of a snapshot: what a picture has room for.
const (
	arrivalsShown = 40
	arrivalsAhead = 3_000_000_000 // nanoseconds
	waitingShown  = 16
	slotsShown    = 256
	stepsShown    = 4000
)

// Phases of a running request, in the order of their codes.
const (
	slotDecode byte = iota
	slotPrefill
	slotRecompute
)

// Pack draws the session as it stands: `window` nanoseconds of the past, at most Window, for `rows` requests. The columns
// are
//
//	arriving.in_s                                       requests on their way, and in how many seconds they arrive
//	waiting.id, .tokens, .preempted                     the head of the queue; tokens to compute
//	slot.id, .phase, .share, .own                       running requests; share of their output that is written, or of
//	                                                    their prompt that is computed
//	finished.id, .e2e_ms                                newest first
//	step.start_ms, .end_ms, .prefill                    steps of the past, in milliseconds from now
//	row.id, .own, .state, .tokens, .output_len          requests of the past; see State; of their outputs, those that came
//	run.row, .first, .last                              their tokens: a row's steps, counted in the columns step.*
//	span.row, .from_ms, .to_ms, .kind                   their time without tokens; see Kind
//	gap.ms, .kind                                       gaps between the newest own request's tokens; see GapKind
func (l *Live) Pack(window int64, rows int) ([]byte, error) {
	l.read(l.engine.Log())
	p := &columns.Packer{}
	h := &Header{NowS: float64(l.now) / 1e9, Rate: l.flow.Rate(), MaxNumSeqs: l.engine.Config().MaxNumSeqs, BlockSize: l.engine.Config().BlockSize, Finished: l.finished, Aborted: len(l.engine.Log().Aborted), Preempted: len(l.evicted), Own: []Own{}}
	h.UsedBlocks, h.Blocks = l.engine.Blocks()
	l.packArrivals(p, h)
	waiting := l.packWaiting(p, h)
	running := l.packSlots(p, h)
	l.packFinished(p)
	first := l.packSteps(p, h, min(window, Window))
	l.packRows(p, l.choose(running, waiting, rows), first)
	l.packOwn(p, h, append(running, waiting...))
	h.Columns = p.Columns()
	return p.Pack(h)
}

func (l *Live) packArrivals(p *columns.Packer, h *Header) {
	var in []float64
	add := func(at int64) {
		if at >= l.now && at <= l.now+arrivalsAhead && len(in) < arrivalsShown {
			in = append(in, float64(at-l.now)/1e9)
		}
	}
	for _, r := range l.service.Unsent() {
		if r.Arrival < l.now { // who arrives at this very moment has not been held yet
			h.Held++
		}
		add(r.Arrival)
	}
	if h.Rate > 0 {
		for _, r := range l.flow.Ahead(arrivalsShown) {
			add(r.Arrival)
		}
	}
	h.Arriving = len(in)
	p.Floats("arriving.in_s", in)
}

// packWaiting returns the waiting requests that it shows, and the watcher's.
func (l *Live) packWaiting(p *columns.Packer, h *Header) []serve.Progress {
	var head []serve.Progress
	var ids, tokens []int32
	var preempted []byte
	l.engine.EachWaiting(func(r serve.Progress) bool {
		h.Waiting++
		if len(ids) == waitingShown && !l.isOwn(r.ID) {
			return true
		}
		head = append(head, r)
		if len(ids) < waitingShown {
			ids, tokens, preempted = append(ids, int32(r.ID)), append(tokens, int32(r.PromptLen+r.Tokens)), append(preempted, flag(r.Preempted))
		}
		return true
	})
	for _, first := range l.engine.Queue(1) {
		h.HeadNeeds = first.Blocks
	}
	p.Ints("waiting.id", ids)
	p.Ints("waiting.tokens", tokens)
	p.Bytes("waiting.preempted", preempted)
	return head
}

// packSlots returns the running requests.
func (l *Live) packSlots(p *columns.Packer, h *Header) []serve.Progress {
	var running []serve.Progress
	var ids []int32
	var phases, own []byte
	var share []float64
	l.engine.EachRunning(func(r serve.Progress) {
		running = append(running, r)
		if h.Running++; h.Running > slotsShown {
			return
		}
		phase, part := l.phase(r)
		ids, phases, own, share = append(ids, int32(r.ID)), append(phases, phase), append(own, flag(l.isOwn(r.ID))), append(share, part)
	})
	p.Ints("slot.id", ids)
	p.Bytes("slot.phase", phases)
	p.Floats("slot.share", share)
	p.Bytes("slot.own", own)
	return running
}

// phase is what a running request does, and how far it is with that.
func (l *Live) phase(r serve.Progress) (phase byte, share float64) {
	if r.Tokens == 0 {
		return slotPrefill, min(1, float64(r.Computed)/float64(r.PromptLen))
	}
	if l.lost(r.ID, r.Newest) {
		return slotRecompute, min(1, float64(r.Computed)/float64(r.PromptLen+r.Tokens))
	}
	return slotDecode, float64(r.Tokens) / float64(r.OutputLen)
}

func (l *Live) packFinished(p *columns.Packer) {
	ids, e2e := make([]int32, len(l.last)), make([]float64, len(l.last))
	for i, f := range l.last {
		ids[i], e2e[i] = int32(f.id), float64(f.e2e)/1e6
	}
	p.Ints("finished.id", ids)
	p.Floats("finished.e2e_ms", e2e)
}

// packSteps adds the steps of the past that the window holds, those in flight included, and returns the first's number.
func (l *Live) packSteps(p *columns.Packer, h *Header, window int64) int {
	log := l.engine.Log()
	n := len(log.Start)
	first := n
	for first > 0 && n-first < stepsShown && log.End[first-1] > l.now-window {
		first--
	}
	for k := l.engine.Processed() - 1; k >= 0 && log.End[k] > l.now-1e9; k-- {
		h.TokensPerS += float64(log.Outputs[k])
	}
	start, end := make([]float64, n-first), make([]float64, n-first)
	for i := range start {
		start[i], end[i] = l.ago(log.Start[first+i]), l.ago(log.End[first+i])
	}
	if n > 0 {
		k := n - 1
		for k > 0 && log.Start[k] > l.now { // it waits for the step before
			k--
		}
		h.Step, h.StepMs, h.StepTokens = k, float64(log.End[k]-log.Start[k])/1e6, int(log.PrefillTokens[k]+log.Decodes[k])
	}
	p.Floats("step.start_ms", start)
	p.Floats("step.end_ms", end)
	p.Ints("step.prefill", log.PrefillTokens[first:n])
	return first
}

// ago is a moment in milliseconds from now: negative in the past.
func (l *Live) ago(at int64) float64 { return float64(at-l.now) / 1e6 }

// choose picks the requests whose past is drawn: the watcher's, then those admitted last and those that wait again, then
// the head of the queue; in order of their ids.
func (l *Live) choose(running, waiting []serve.Progress, rows int) []serve.Progress {
	var list []serve.Progress
	add := func(r serve.Progress) {
		if len(list) < rows && !slices.ContainsFunc(list, func(o serve.Progress) bool { return o.ID == r.ID }) {
			list = append(list, r)
		}
	}
	for _, r := range slices.Concat(running, waiting) {
		if l.isOwn(r.ID) {
			add(r)
		}
	}
	queued := 0
	for _, r := range waiting {
		if r.Preempted && queued < rows/3 || queued < 2 {
			queued++
			add(r)
		}
	}
	for _, r := range slices.Backward(running) {
		add(r)
	}
	for _, r := range waiting {
		add(r)
	}
	order.Stable(list, func(a, b *serve.Progress) int { return a.ID - b.ID })
	return list
}

// packRows adds the past of requests: their tokens from step `first` on, and their time without.
func (l *Live) packRows(p *columns.Packer, list []serve.Progress, first int) {
	var ids, runRow, runFirst, runLast, spanRow []int32
	var own, states, kinds []byte
	var tokens, outputs []int32
	var from, to []float64
	begin := l.now
	if log := l.engine.Log(); first < len(log.Start) {
		begin = log.Start[first]
	}
	processed := l.engine.Processed()
	for row, r := range list {
		ids, own = append(ids, int32(r.ID)), append(own, flag(l.isOwn(r.ID)))
		states, tokens, outputs = append(states, byte(l.state(r))), append(tokens, int32(r.Tokens)), append(outputs, int32(r.OutputLen))
		runs := l.runsOf(r.ID, r.Newest)
		for _, run := range runs {
			low, high := max(int(run.FirstStep), first), min(int(run.FirstStep+run.Count), processed)
			if low < high {
				runRow, runFirst, runLast = append(runRow, int32(row)), append(runFirst, int32(low-first)), append(runLast, int32(high-1-first))
			}
		}
		for _, s := range l.spans(r.ID, r.Preempted || r.Newest.Count > 0 || r.Computed > 0, runs) {
			if s.to > begin && s.to > s.from {
				spanRow, from, to, kinds = append(spanRow, int32(row)), append(from, l.ago(s.from)), append(to, l.ago(s.to)), append(kinds, byte(s.kind))
			}
		}
	}
	p.Ints("row.id", ids)
	p.Bytes("row.own", own)
	p.Bytes("row.state", states)
	p.Ints("row.tokens", tokens)
	p.Ints("row.output_len", outputs)
	p.Ints("run.row", runRow)
	p.Ints("run.first", runFirst)
	p.Ints("run.last", runLast)
	p.Ints("span.row", spanRow)
	p.Floats("span.from_ms", from)
	p.Floats("span.to_ms", to)
	p.Bytes("span.kind", kinds)
}

func flag(on bool) byte {
	if on {
		return 1
	}
	return 0
}
