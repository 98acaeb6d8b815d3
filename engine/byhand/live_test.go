package byhand_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/live"
)

// Codes of what a running request does, of what a request did for a while, and of gaps.
const (
	decodes, prefills, recomputes  = 0, 1, 2
	queued, prefill, evicted, gets = 0, 1, 2, 3
	alone, shared, broken          = 0, 1, 2
)

func begin(t *testing.T, in engine.Input) *live.Live {
	t.Helper()
	if err := in.Scenario.Validate(); err != nil {
		t.Fatal(err)
	}
	l, err := live.New(in)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// until lets everything happen up to a moment.
func until(t *testing.T, l *live.Live, tenths int64) {
	t.Helper()
	reached, err := l.Advance(tenths*byhand.Tenth, math.MaxInt)
	if err != nil || !reached || l.Now() != tenths*byhand.Tenth {
		t.Fatalf("at %d ns: %v", l.Now(), err)
	}
}

// picture is a snapshot by hand: the header's members, and rows of the columns.
type picture struct {
	header   byhand.Object
	arriving []float64
	waiting  [][3]float64 // id, tokens, preempted
	slots    [][4]float64 // id, phase, share, own
	finished [][2]float64 // id, e2e_ms
	steps    [][3]float64 // start_ms, end_ms, prefill
	rows     [][5]float64 // id, own, state, tokens, output_len
	runs     [][3]float64 // row, first, last
	spans    [][4]float64 // row, from_ms, to_ms, kind
	gaps     [][2]float64 // ms, kind
}

// column takes one member of each row.
func column[R interface {
	[2]float64 | [3]float64 | [4]float64 | [5]float64
}](rows []R, i int, at func(R, int) float64) []float64 {
	values := []float64{}
	for _, row := range rows {
		values = append(values, at(row, i))
	}
	return values
}

func two(r [2]float64, i int) float64   { return r[i] }
func three(r [3]float64, i int) float64 { return r[i] }
func four(r [4]float64, i int) float64  { return r[i] }
func five(r [5]float64, i int) float64  { return r[i] }

func (p *picture) columns() byhand.Columns {
	return byhand.Columns{
		"arriving.in_s": p.arriving,
		"waiting.id":    column(p.waiting, 0, three), "waiting.tokens": column(p.waiting, 1, three), "waiting.preempted": column(p.waiting, 2, three),
		"slot.id": column(p.slots, 0, four), "slot.phase": column(p.slots, 1, four), "slot.share": column(p.slots, 2, four), "slot.own": column(p.slots, 3, four),
		"finished.id": column(p.finished, 0, two), "finished.e2e_ms": column(p.finished, 1, two),
		"step.start_ms": column(p.steps, 0, three), "step.end_ms": column(p.steps, 1, three), "step.prefill": column(p.steps, 2, three),
		"row.id": column(p.rows, 0, five), "row.own": column(p.rows, 1, five), "row.state": column(p.rows, 2, five),
		"row.tokens": column(p.rows, 3, five), "row.output_len": column(p.rows, 4, five),
		"run.row": column(p.runs, 0, three), "run.first": column(p.runs, 1, three), "run.last": column(p.runs, 2, three),
		"span.row": column(p.spans, 0, four), "span.from_ms": column(p.spans, 1, four), "span.to_ms": column(p.spans, 2, four), "span.kind": column(p.spans, 3, four),
		"gap.ms": column(p.gaps, 0, two), "gap.kind": column(p.gaps, 1, two),
	}
}

// shows holds a session's snapshot of the last 2.4 s, for 15 requests, to one by hand.
func shows(t *testing.T, l *live.Live, want picture) {
	t.Helper()
	showsLately(t, l, 24_000, 15, want)
}

func showsLately(t *testing.T, l *live.Live, window int64, rows int, want picture) {
	t.Helper()
	packed, err := l.Pack(window*byhand.Tenth, rows)
	if err != nil {
		t.Fatal(err)
	}
	header, columns := byhand.Unpack(t, packed)
	byhand.SameJSON(t, "header", any(header), want.header)
	columns.Same(t, want.columns())
}

// past is the steps of a run from one on, as they lie around a moment.
func past(r *byhand.Run, from, to int, now int64) (rows [][3]float64) {
	for _, s := range r.Steps[from:to] {
		rows = append(rows, [3]float64{byhand.Ms(s.Start - now), byhand.Ms(s.End - now), float64(s.Prefill())})
	}
	return rows
}

// TestLiveRush looks at the rush, which a session serves as a run does: see rush.go.
func TestLiveRush(t *testing.T) {
	r := byhand.Rush()
	l := begin(t, byhand.LiveRush())

	// 4.0 ms: step 0 runs, step 1 is decided, and with it r0's whole prompt. r1 is at the frontend.
	until(t, l, 40)
	shows(t, l, picture{
		header: byhand.Object{"now_s": 0.004, "rate": 0.9, "arriving": 6, "held": 0, "step": 0, "step_ms": 9.6, "step_tokens": 16,
			"running": 1, "max_num_seqs": 3, "waiting": 0, "used_blocks": 5, "blocks": 12, "block_size": 4, "head_needs": 0,
			"finished": 0, "aborted": 0, "tokens_per_s": 0, "preempted": 0, "own": byhand.List{}},
		arriving: []float64{0.001, 0.002, 0.002, 0.003, 0.046, 0.076}, // the ninth is further away than 3 s
		slots:    [][4]float64{{0, prefills, 1, 0}},
		steps:    past(r, 0, 2, 40),
		rows:     [][5]float64{{0, 0, prefill, 0, 4}},
		spans:    [][4]float64{{0, -3.7, 0, prefill}},
	})

	// 100.0 ms: step 9 runs, step 10 is decided and has taken r5's blocks; r4's and r5's first tokens come with step 9.
	until(t, l, 1000)
	at100 := picture{
		header: byhand.Object{"now_s": 0.1, "rate": 0.9, "arriving": 0, "held": 0, "step": 9, "step_ms": 12.1, "step_tokens": 14,
			"running": 2, "max_num_seqs": 3, "waiting": 3, "used_blocks": 9, "blocks": 12, "block_size": 4, "head_needs": 3,
			"finished": 3, "aborted": 0, "tokens_per_s": 18, "preempted": 1, "own": byhand.List{}}, // tokens of the steps 1 to 8
		arriving: []float64{},
		waiting:  [][3]float64{{5, 12, 1}, {6, 3, 0}, {7, 20, 0}},
		slots:    [][4]float64{{3, decodes, 3.0 / 8, 0}, {4, prefills, 1, 0}},
		finished: [][2]float64{{1, 83.7}, {2, 69.8}, {0, 53.9}},
		steps:    past(r, 0, 11, 1000),
		rows:     [][5]float64{{3, 0, gets, 3, 8}, {4, 0, prefill, 0, 3}, {5, 0, evicted, 0, 4}, {6, 0, queued, 0, 1}, {7, 0, queued, 0, 2}},
		runs:     [][3]float64{{0, 6, 8}},
		spans: [][4]float64{
			{0, -93.7, -46.1, queued}, {0, -46.1, -25.2, prefill},
			{1, -93.5, -25.2, queued}, {1, -25.2, 0, prefill},
			{2, -45.8, -16.3, queued}, {2, -16.3, -5.6, prefill}, {2, -5.6, 0, evicted},
			{3, -24.9, 0, queued},
			{4, -16, 0, queued},
		},
	}
	shows(t, l, at100)

	// For three requests: two of the queue, and who was admitted last.
	at100.rows, at100.runs = at100.rows[1:4], nil
	at100.spans = [][4]float64{{0, -93.5, -25.2, queued}, {0, -25.2, 0, prefill}, {1, -45.8, -16.3, queued}, {1, -16.3, -5.6, prefill}, {1, -5.6, 0, evicted}, {2, -24.9, 0, queued}}
	showsLately(t, l, 24_000, 3, at100)

	// 135.0 ms: step 13 runs, in which r5 computes again and r6 its prompt; step 14 is decided.
	until(t, l, 1350)
	at135 := picture{
		header: byhand.Object{"now_s": 0.135, "rate": 0.9, "arriving": 0, "held": 0, "step": 13, "step_ms": 10.6, "step_tokens": 9,
			"running": 3, "max_num_seqs": 3, "waiting": 1, "used_blocks": 10, "blocks": 12, "block_size": 4, "head_needs": 5,
			"finished": 4, "aborted": 0, "tokens_per_s": 26, "preempted": 0, "own": byhand.List{}}, // 3, 2, 2 and 1 more
		arriving: []float64{},
		waiting:  [][3]float64{{7, 20, 0}},
		slots:    [][4]float64{{3, decodes, 7.0 / 8, 0}, {5, recomputes, 1, 0}, {6, prefills, 1, 0}},
		finished: [][2]float64{{4, 120.3}, {1, 83.7}, {2, 69.8}, {0, 53.9}},
		steps:    past(r, 0, 15, 1350),
		rows:     [][5]float64{{3, 0, gets, 7, 8}, {5, 0, prefill, 1, 4}, {6, 0, prefill, 0, 1}, {7, 0, queued, 0, 2}},
		runs:     [][3]float64{{0, 6, 12}, {1, 9, 9}},
		spans: [][4]float64{
			{0, -128.7, -81.1, queued}, {0, -81.1, -60.2, prefill},
			{1, -80.8, -51.3, queued}, {1, -51.3, -40.6, prefill}, {1, -40.6, -8.7, evicted}, {1, -8.7, 0, prefill},
			{2, -59.9, -8.7, queued}, {2, -8.7, 0, prefill},
			{3, -51, 0, queued},
		},
	}
	shows(t, l, at135)

	// The same for the last 20 ms: the steps from 10 on, which ends at 116.3 ms, and what reaches behind its start.
	lately := at135
	lately.steps = past(r, 10, 15, 1350)
	lately.runs = [][3]float64{{0, 0, 2}}
	lately.spans = [][4]float64{{1, -40.6, -8.7, evicted}, {1, -8.7, 0, prefill}, {2, -59.9, -8.7, queued}, {2, -8.7, 0, prefill}, {3, -51, 0, queued}}
	showsLately(t, l, 200, 15, lately)

	// For two requests: the head of the queue, and who was admitted last.
	lately.rows = [][5]float64{{6, 0, prefill, 0, 1}, {7, 0, queued, 0, 2}}
	lately.runs = nil
	lately.spans = [][4]float64{{0, -59.9, -8.7, queued}, {0, -8.7, 0, prefill}, {1, -51, 0, queued}}
	showsLately(t, l, 200, 2, lately)

	// 1.1 s: all have ended. 15 tokens came in the last second, after 100.0 ms: 3, 2, 2, 1, 3, 1, 1, 1, 1.
	until(t, l, 11_000)
	shows(t, l, picture{
		header: byhand.Object{"now_s": 1.1, "rate": 0.9, "arriving": 0, "held": 0, "step": 17, "step_ms": 8.6, "step_tokens": 1,
			"running": 0, "max_num_seqs": 3, "waiting": 0, "used_blocks": 0, "blocks": 12, "block_size": 4, "head_needs": 0,
			"finished": 8, "aborted": 0, "tokens_per_s": 15, "preempted": 0, "own": byhand.List{}},
		arriving: []float64{},
		finished: [][2]float64{{7, 99.2}, {5, 110}, {6, 70.2}, {3, 139}, {4, 120.3}, {1, 83.7}, {2, 69.8}, {0, 53.9}},
		steps:    past(r, 0, 18, 11_000),
	})
}

// own is the watcher's request as a snapshot's header has it.
func own(id, prompt, output int, more byhand.Object) byhand.Object {
	o := byhand.Object{"id": id, "prompt_len": prompt, "output_len": output, "tokens": 0, "admitted": false, "done": false, "aborted": false, "frontend_ms": 0.3,
		"queue_ms": 0, "prefill_ms": 0, "ttft_ms": 0, "decode_ms": 0, "preempted_ms": 0, "preemptions": 0, "so_far_ms": 0, "tokens_per_s": 0, "gaps": 0, "shared": 0, "broken": 0}
	for name, value := range more {
		o[name] = value
	}
	return o
}

// TestLiveOwn follows the watcher's request, which takes no seat and frees none: see watched.go.
func TestLiveOwn(t *testing.T) {
	l := begin(t, byhand.Watched())
	header := func(more byhand.Object) byhand.Object {
		o := byhand.Object{"rate": 0, "arriving": 0, "max_num_seqs": 3, "waiting": 0, "blocks": 12, "block_size": 4, "head_needs": 0, "preempted": 0, "aborted": 0}
		for name, value := range more {
			o[name] = value
		}
		return o
	}
	until(t, l, 100)
	if id, err := l.Send(6, 5); id != 1 || err != nil {
		t.Fatalf("own request %d: %v", id, err)
	}
	until(t, l, 120)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.012, "held": 3, "step": 1, "step_ms": 7.4, "step_tokens": 1, "running": 1, "used_blocks": 3,
			"finished": 0, "tokens_per_s": 1, "own": byhand.List{own(1, 6, 5, byhand.Object{"queue_ms": 1.7, "so_far_ms": 2})}}),
		arriving: []float64{},
		slots:    [][4]float64{{0, decodes, 0.25, 0}},
		steps:    [][3]float64{{-11.7, -3.7, 8}, {-3.7, 3.7, 0}},
		rows:     [][5]float64{{0, 0, gets, 1, 4}},
		runs:     [][3]float64{{0, 0, 0}},
		spans:    [][4]float64{{0, -11.7, -3.7, prefill}},
	})

	// 20.0 ms: it computes its prompt.
	until(t, l, 200)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.02, "held": 3, "step": 2, "step_ms": 8.8, "step_tokens": 7, "running": 2, "used_blocks": 5,
			"finished": 0, "tokens_per_s": 2, "own": byhand.List{own(1, 6, 5, byhand.Object{"admitted": true, "queue_ms": 5.4, "prefill_ms": 4.3, "so_far_ms": 10})}}),
		arriving: []float64{},
		slots:    [][4]float64{{0, decodes, 0.5, 0}, {1, prefills, 1, 1}},
		steps:    [][3]float64{{-19.7, -11.7, 8}, {-11.7, -4.3, 0}, {-4.3, 4.5, 6}},
		rows:     [][5]float64{{0, 0, gets, 2, 4}, {1, 1, prefill, 0, 5}},
		runs:     [][3]float64{{0, 0, 1}},
		spans:    [][4]float64{{0, -19.7, -11.7, prefill}, {1, -9.7, -4.3, queued}, {1, -4.3, 0, prefill}},
	})

	// 45.0 ms: w0 has ended and w1 computes its prompt beside it. Tokens at 24.5, 33.0 and 40.3 ms.
	until(t, l, 450)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.045, "held": 2, "step": 5, "step_ms": 8.3, "step_tokens": 5, "running": 2, "used_blocks": 4,
			"finished": 1, "tokens_per_s": 7, "own": byhand.List{own(1, 6, 5, byhand.Object{"tokens": 3, "admitted": true, "queue_ms": 5.4, "prefill_ms": 8.8,
				"ttft_ms": 14.5, "decode_ms": 20.5, "so_far_ms": 35, "tokens_per_s": 2 / 0.0205, "gaps": 2})}}),
		arriving: []float64{},
		slots:    [][4]float64{{1, decodes, 0.6, 1}, {2, prefills, 1, 0}},
		finished: [][2]float64{{0, 33}},
		steps:    [][3]float64{{-44.7, -36.7, 8}, {-36.7, -29.3, 0}, {-29.3, -20.5, 6}, {-20.5, -12, 0}, {-12, -4.7, 0}, {-4.7, 3.6, 4}},
		rows:     [][5]float64{{1, 1, gets, 3, 5}, {2, 0, prefill, 0, 2}},
		runs:     [][3]float64{{0, 2, 4}},
		spans:    [][4]float64{{0, -34.7, -29.3, queued}, {0, -29.3, -20.5, prefill}, {1, -11.7, -4.7, queued}, {1, -4.7, 0, prefill}},
		gaps:     [][2]float64{{8.5, alone}, {7.3, alone}},
	})

	// 100.0 ms: all have ended. w3 was sent at 63.9 ms, when w2 had.
	until(t, l, 1000)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.1, "held": 0, "step": 8, "step_ms": 6.8, "step_tokens": 2, "running": 0, "used_blocks": 0,
			"finished": 5, "tokens_per_s": 13, "own": byhand.List{own(1, 6, 5, byhand.Object{"tokens": 5, "admitted": true, "done": true, "queue_ms": 5.4, "prefill_ms": 8.8,
				"ttft_ms": 14.5, "decode_ms": 32.3, "so_far_ms": 46.8, "tokens_per_s": 4 / 0.0323, "gaps": 4, "shared": 1})}}),
		arriving: []float64{},
		finished: [][2]float64{{4, 7.1}, {3, 7.1}, {2, 23.8}, {1, 46.8}, {0, 33}},
		steps: [][3]float64{{-99.7, -91.7, 8}, {-91.7, -84.3, 0}, {-84.3, -75.5, 6}, {-75.5, -67, 0}, {-67, -59.7, 0}, {-59.7, -51.4, 4}, {-51.4, -43.2, 0},
			{-42.9, -36.1, 2}, {-35.8, -29, 2}},
		gaps: [][2]float64{{8.5, alone}, {7.3, alone}, {8.3, shared}, {8.2, alone}},
	})
}

// TestLiveAborted lets the watcher go away as its fourth token is computed: see watched.go.
func TestLiveAborted(t *testing.T) {
	l := begin(t, byhand.Watched())
	header := func(more byhand.Object) byhand.Object {
		o := byhand.Object{"rate": 0, "arriving": 0, "max_num_seqs": 3, "waiting": 0, "blocks": 12, "block_size": 4, "head_needs": 0, "preempted": 0, "aborted": 1,
			"own": byhand.List{own(1, 6, 5, byhand.Object{"tokens": 3, "admitted": true, "aborted": true, "queue_ms": 5.4, "prefill_ms": 8.8,
				"ttft_ms": 14.5, "decode_ms": 20.5, "so_far_ms": 35, "tokens_per_s": 2 / 0.0205, "gaps": 2})}}
		for name, value := range more {
			o[name] = value
		}
		return o
	}
	until(t, l, 100)
	if _, err := l.Send(6, 5); err != nil {
		t.Fatal(err)
	}
	until(t, l, 450)
	if !l.Abort(1) || l.Abort(1) || l.Abort(0) || l.Abort(2) || l.Abort(-1) {
		t.Error("one abort ends the watcher's request; others' stay, w1's among them")
	}

	// 45.0 ms: w1 alone has its block, and step 5 goes on as it was decided.
	shows(t, l, picture{
		header:   header(byhand.Object{"now_s": 0.045, "held": 2, "step": 5, "step_ms": 8.3, "step_tokens": 5, "running": 1, "used_blocks": 1, "finished": 1, "tokens_per_s": 7}),
		arriving: []float64{},
		slots:    [][4]float64{{2, prefills, 1, 0}},
		finished: [][2]float64{{0, 33}},
		steps:    [][3]float64{{-44.7, -36.7, 8}, {-36.7, -29.3, 0}, {-29.3, -20.5, 6}, {-20.5, -12, 0}, {-12, -4.7, 0}, {-4.7, 3.6, 4}},
		rows:     [][5]float64{{2, 0, prefill, 0, 2}},
		spans:    [][4]float64{{0, -11.7, -4.7, queued}, {0, -4.7, 0, prefill}},
		gaps:     [][2]float64{{8.5, alone}, {7.3, alone}},
	})

	// 100.0 ms: the others have ended, sooner than beside it. Its figures are those of 45.0 ms.
	until(t, l, 1000)
	if l.Abort(1) {
		t.Error("it is aborted twice")
	}
	shows(t, l, picture{
		header:   header(byhand.Object{"now_s": 0.1, "held": 0, "step": 8, "step_ms": 6.8, "step_tokens": 2, "running": 0, "used_blocks": 0, "finished": 4, "tokens_per_s": 11}),
		arriving: []float64{},
		finished: [][2]float64{{4, 7.1}, {3, 7.1}, {2, 22.6}, {0, 33}},
		steps: [][3]float64{{-99.7, -91.7, 8}, {-91.7, -84.3, 0}, {-84.3, -75.5, 6}, {-75.5, -67, 0}, {-67, -59.7, 0}, {-59.7, -51.4, 4}, {-51.4, -44.4, 0},
			{-44.1, -37.3, 2}, {-37, -30.2, 2}},
		gaps: [][2]float64{{8.5, alone}, {7.3, alone}},
	})
}

// TestLiveAbortedAtTheDoor lets the watcher go away before the engine has seen the request: at the frontend, which it reaches
// at 10.0 ms and leaves at 10.3 ms, and at the engine's door, where it waits for the step under way to end. The engine
// serves w0 as if it had never come.
func TestLiveAbortedAtTheDoor(t *testing.T) {
	for _, c := range []struct {
		at                     int64
		frontend, queue, soFar float64
	}{
		{at: 102, frontend: 0.2, queue: 0, soFar: 0.2},
		{at: 120, frontend: 0.3, queue: 1.7, soFar: 2},
	} {
		l := begin(t, byhand.Watched())
		until(t, l, 100)
		if _, err := l.Send(6, 5); err != nil {
			t.Fatal(err)
		}
		until(t, l, c.at)
		if !l.Abort(1) {
			t.Errorf("at %d: nothing is aborted", c.at)
		}
		until(t, l, 200)
		shows(t, l, picture{
			header: byhand.Object{"rate": 0, "arriving": 0, "max_num_seqs": 3, "waiting": 0, "blocks": 12, "block_size": 4, "head_needs": 0, "preempted": 0,
				"now_s": 0.02, "held": 3, "step": 2, "step_ms": 7.5, "step_tokens": 1, "running": 1, "used_blocks": 3, "finished": 0, "aborted": 1, "tokens_per_s": 2,
				"own": byhand.List{own(1, 6, 5, byhand.Object{"aborted": true, "frontend_ms": c.frontend, "queue_ms": c.queue, "so_far_ms": c.soFar})}},
			arriving: []float64{},
			slots:    [][4]float64{{0, decodes, 0.5, 0}},
			steps:    [][3]float64{{-19.7, -11.7, 8}, {-11.7, -4.3, 0}, {-4.3, 3.2, 0}}, // w0 after 9: 64+2+9
			rows:     [][5]float64{{0, 0, gets, 2, 4}},
			runs:     [][3]float64{{0, 0, 1}},
			spans:    [][4]float64{{0, -19.7, -11.7, prefill}},
		})
	}
}

// TestLiveAbortedEvicted lets the watcher go away while its request waits again, with two tokens: see watched.go. Nothing is
// left of its wait, and its blocks are w0's already.
func TestLiveAbortedEvicted(t *testing.T) {
	l := begin(t, byhand.Evicted())
	until(t, l, 100)
	if _, err := l.Send(3, 6); err != nil {
		t.Fatal(err)
	}
	until(t, l, 450)
	if !l.Abort(1) {
		t.Error("a request that waits again is not aborted")
	}
	header := func(more byhand.Object) byhand.Object {
		o := byhand.Object{"rate": 0, "arriving": 0, "held": 0, "max_num_seqs": 3, "waiting": 0, "blocks": 4, "block_size": 4, "head_needs": 0, "preempted": 0,
			"step": 5, "step_ms": 7.8, "step_tokens": 1, "aborted": 1,
			"own": byhand.List{own(1, 3, 6, byhand.Object{"tokens": 2, "admitted": true, "aborted": true, "queue_ms": 5.4, "prefill_ms": 8.2,
				"ttft_ms": 13.9, "decode_ms": 8.2, "preempted_ms": 12.9, "preemptions": 1, "so_far_ms": 35, "tokens_per_s": 1 / 0.0211, "gaps": 1})}}
		for name, value := range more {
			o[name] = value
		}
		return o
	}
	shows(t, l, picture{
		header:   header(byhand.Object{"now_s": 0.045, "running": 1, "used_blocks": 4, "finished": 0, "tokens_per_s": 7}),
		arriving: []float64{},
		slots:    [][4]float64{{0, decodes, 5.0 / 6, 0}},
		steps:    [][3]float64{{-44.7, -36.7, 8}, {-36.7, -29.3, 0}, {-29.3, -21.1, 3}, {-21.1, -12.9, 0}, {-12.9, -5.2, 0}, {-5.2, 2.6, 0}},
		rows:     [][5]float64{{0, 0, gets, 5, 6}},
		runs:     [][3]float64{{0, 0, 4}},
		spans:    [][4]float64{{0, -44.7, -36.7, prefill}},
		gaps:     [][2]float64{{8.2, alone}},
	})
	// 60.0 ms: w0 has ended at 47.6 ms, and no step came after that.
	until(t, l, 600)
	shows(t, l, picture{
		header:   header(byhand.Object{"now_s": 0.06, "running": 0, "used_blocks": 0, "finished": 1, "tokens_per_s": 8}),
		arriving: []float64{},
		finished: [][2]float64{{0, 47.6}},
		steps:    [][3]float64{{-59.7, -51.7, 8}, {-51.7, -44.3, 0}, {-44.3, -36.1, 3}, {-36.1, -27.9, 0}, {-27.9, -20.2, 0}, {-20.2, -12.4, 0}},
		gaps:     [][2]float64{{8.2, alone}},
	})
}

// TestLiveEvicted follows one that loses its block: see watched.go.
func TestLiveEvicted(t *testing.T) {
	l := begin(t, byhand.Evicted())
	header := func(more byhand.Object) byhand.Object {
		o := byhand.Object{"rate": 0, "arriving": 0, "held": 0, "max_num_seqs": 3, "waiting": 0, "blocks": 4, "block_size": 4, "head_needs": 0, "preempted": 0, "aborted": 0}
		for name, value := range more {
			o[name] = value
		}
		return o
	}
	until(t, l, 100)
	if _, err := l.Send(3, 6); err != nil {
		t.Fatal(err)
	}
	// 45.0 ms: it has two tokens and waits again, since 32.1 ms.
	until(t, l, 450)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.045, "step": 5, "step_ms": 7.8, "step_tokens": 1, "running": 1, "waiting": 1, "used_blocks": 4, "head_needs": 2,
			"finished": 0, "tokens_per_s": 7, "preempted": 1, "own": byhand.List{own(1, 3, 6, byhand.Object{"tokens": 2, "admitted": true, "queue_ms": 5.4, "prefill_ms": 8.2,
				"ttft_ms": 13.9, "decode_ms": 8.2, "preempted_ms": 12.9, "preemptions": 1, "so_far_ms": 35, "tokens_per_s": 1 / 0.0211, "gaps": 1})}}),
		arriving: []float64{},
		waiting:  [][3]float64{{1, 5, 1}},
		slots:    [][4]float64{{0, decodes, 5.0 / 6, 0}},
		steps:    [][3]float64{{-44.7, -36.7, 8}, {-36.7, -29.3, 0}, {-29.3, -21.1, 3}, {-21.1, -12.9, 0}, {-12.9, -5.2, 0}, {-5.2, 2.6, 0}},
		rows:     [][5]float64{{0, 0, gets, 5, 6}, {1, 1, evicted, 2, 6}},
		runs:     [][3]float64{{0, 0, 4}, {1, 2, 3}},
		spans:    [][4]float64{{0, -44.7, -36.7, prefill}, {1, -34.7, -29.3, queued}, {1, -29.3, -21.1, prefill}, {1, -12.9, 0, evicted}},
		gaps:     [][2]float64{{8.2, alone}},
	})
	// 50.0 ms: it is admitted again and computes its five tokens.
	until(t, l, 500)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.05, "step": 6, "step_ms": 7.4, "step_tokens": 5, "running": 1, "used_blocks": 2,
			"finished": 1, "tokens_per_s": 8, "own": byhand.List{own(1, 3, 6, byhand.Object{"tokens": 2, "admitted": true, "queue_ms": 5.4, "prefill_ms": 8.2,
				"ttft_ms": 13.9, "decode_ms": 8.2, "preempted_ms": 17.9, "preemptions": 1, "so_far_ms": 40, "tokens_per_s": 1 / 0.0261, "gaps": 1})}}),
		arriving: []float64{},
		slots:    [][4]float64{{1, recomputes, 1, 1}},
		finished: [][2]float64{{0, 47.6}},
		steps:    [][3]float64{{-49.7, -41.7, 8}, {-41.7, -34.3, 0}, {-34.3, -26.1, 3}, {-26.1, -17.9, 0}, {-17.9, -10.2, 0}, {-10.2, -2.4, 0}, {-2.4, 5, 5}},
		rows:     [][5]float64{{1, 1, prefill, 2, 6}},
		runs:     [][3]float64{{0, 2, 3}},
		spans:    [][4]float64{{0, -39.7, -34.3, queued}, {0, -34.3, -26.1, prefill}, {0, -17.9, -2.4, evicted}, {0, -2.4, 0, prefill}},
		gaps:     [][2]float64{{8.2, alone}},
	})
	// 60.0 ms: its third token has come, at 55.0 ms.
	until(t, l, 600)
	shows(t, l, picture{
		header: header(byhand.Object{"now_s": 0.06, "step": 7, "step_ms": 7.1, "step_tokens": 1, "running": 1, "used_blocks": 2,
			"finished": 1, "tokens_per_s": 9, "own": byhand.List{own(1, 3, 6, byhand.Object{"tokens": 3, "admitted": true, "queue_ms": 5.4, "prefill_ms": 8.2,
				"ttft_ms": 13.9, "decode_ms": 13.2, "preempted_ms": 22.9, "preemptions": 1, "so_far_ms": 50, "tokens_per_s": 2 / 0.0361, "gaps": 2, "broken": 1})}}),
		arriving: []float64{},
		slots:    [][4]float64{{1, decodes, 0.5, 1}},
		finished: [][2]float64{{0, 47.6}},
		steps: [][3]float64{{-59.7, -51.7, 8}, {-51.7, -44.3, 0}, {-44.3, -36.1, 3}, {-36.1, -27.9, 0}, {-27.9, -20.2, 0}, {-20.2, -12.4, 0}, {-12.4, -5, 5},
			{-5, 2.1, 0}},
		rows:  [][5]float64{{1, 1, gets, 3, 6}},
		runs:  [][3]float64{{0, 2, 3}, {0, 6, 6}},
		spans: [][4]float64{{0, -49.7, -44.3, queued}, {0, -44.3, -36.1, prefill}, {0, -27.9, -12.4, evicted}, {0, -12.4, -5, prefill}},
		gaps:  [][2]float64{{8.2, alone}, {22.9, broken}},
	})
}

// TestLiveActs changes the rate of the rush, sends two requests more, and lets steps end.
func TestLiveActs(t *testing.T) {
	l := begin(t, byhand.LiveRush())
	until(t, l, 200)
	if err := l.SetRate(1.8); err != nil { // twice: what is to come at 50 and 80 ms comes in half the time from 20 ms on
		t.Fatal(err)
	}
	header, columns := snapshot(t, l)
	byhand.Columns{"arriving.in_s": columns["arriving.in_s"]}.Same(t, byhand.Columns{"arriving.in_s": {0.015, 0.03}})
	for name, want := range map[string]float64{"rate": 1.8, "held": 1, "arriving": 2, "now_s": 0.02} { // r5 is held
		if header[name] != want {
			t.Errorf("after a change of rate, %s is %v; by hand %v", name, header[name], want)
		}
	}
	if err := l.Burst(2); err != nil {
		t.Fatal(err)
	}
	if header, _ = snapshot(t, l); header["held"] != 1.0 || header["arriving"] != 4.0 { // the two arrive at this very moment
		t.Errorf("after two more, %v are held and %v arrive", header["held"], header["arriving"])
	}
	for _, end := range []int64{203, 310, 423} { // the ends of the steps 1, 2 and 3
		if err := l.Step(); err != nil || l.Now() != end*byhand.Tenth {
			t.Errorf("a step ends at %d ns; by hand %d: %v", l.Now(), end*byhand.Tenth, err)
		}
	}
}

// TestLiveFrontend changes the rate while the client knows of the next request already: it comes in half its time, too. Then it
// is sent at 4.5 ms, is at the frontend until 4.8 ms, and nobody holds it.
func TestLiveFrontend(t *testing.T) {
	l := begin(t, byhand.LiveRush())
	until(t, l, 40)
	if err := l.SetRate(1.8); err != nil {
		t.Fatal(err)
	}
	_, columns := snapshot(t, l)
	byhand.Columns{"arriving.in_s": columns["arriving.in_s"]}.Same(t, byhand.Columns{"arriving.in_s": {0.0005, 0.001, 0.001, 0.0015, 0.023, 0.038}})
	until(t, l, 46)
	header, columns := snapshot(t, l)
	byhand.Columns{"arriving.in_s": columns["arriving.in_s"]}.Same(t, byhand.Columns{"arriving.in_s": {0.0004, 0.0004, 0.0009, 0.0224, 0.0374}})
	if header["held"] != 0.0 || header["arriving"] != 5.0 {
		t.Errorf("%v are held, %v arrive", header["held"], header["arriving"])
	}
}

func snapshot(t *testing.T, l *live.Live) (map[string]any, byhand.Columns) {
	t.Helper()
	packed, err := l.Pack(24_000*byhand.Tenth, 15)
	if err != nil {
		t.Fatal(err)
	}
	return byhand.Unpack(t, packed)
}
