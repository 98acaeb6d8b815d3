package explain_test

import (
	"fmt"
	"slices"
	"sort"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// happened is what a watcher of a run writes down: the queue as it goes, and who comes and goes at which step.
type happened struct {
	behind  map[int]string // by request, when it reaches the engine: "2 behind #7"
	admit   map[int][]string
	evicted map[int][]string
}

// watch runs a scenario and keeps the queue as vLLM does: who comes stands at its end, who is preempted at its front.
func watch(t *testing.T, in engine.Input) (*engine.Run, happened) {
	t.Helper()
	run, err := engine.NewRun(in)
	if err != nil {
		t.Fatal(err)
	}
	type decision struct {
		at                       int64
		step                     int
		admitted, victims, taker []int
	}
	var decisions []decision
	steps := 0
	run.Observe(func(l *serve.Launch) {
		d := decision{at: l.At, step: steps, victims: slices.Clone(l.Batch.Preempted), taker: slices.Clone(l.Batch.Takers)}
		for _, a := range append(slices.Clone(l.Batch.New), l.Batch.Resumed...) {
			d.admitted = append(d.admitted, a.ID)
		}
		decisions = append(decisions, d)
		if l.Ref.Step >= 0 {
			steps++
		}
	})
	for done := false; !done; {
		if done, err = run.Advance(1 << 20); err != nil {
			t.Fatal(err)
		}
	}
	h := happened{map[int]string{}, map[int][]string{}, map[int][]string{}}
	queued := run.Log().Queued
	arrivals := make([]int, len(queued))
	for id := range arrivals {
		arrivals[id] = id
	}
	sort.SliceStable(arrivals, func(i, j int) bool { return queued[arrivals[i]] < queued[arrivals[j]] })
	var queue []int
	gone := map[int]bool{} // admitted by the very decision at which they arrive
	come := func(until int64, with bool) {
		for len(arrivals) > 0 && (queued[arrivals[0]] < until || with && queued[arrivals[0]] == until) {
			id := arrivals[0]
			arrivals = arrivals[1:]
			if h.behind[id] = "0"; len(queue) > 0 {
				h.behind[id] = fmt.Sprintf("%d behind #%d", len(queue), queue[len(queue)-1])
			}
			if !gone[id] {
				queue = append(queue, id)
			}
		}
	}
	for _, d := range decisions {
		come(d.at, false)
		for i, id := range d.victims {
			queue = append([]int{id}, queue...)
			h.evicted[id] = append(h.evicted[id], fmt.Sprintf("%d for #%d at step %d", d.at, d.taker[i], min(d.step, steps-1)))
		}
		for _, id := range d.admitted {
			if at := slices.Index(queue, id); at >= 0 {
				queue = slices.Delete(queue, at, at+1)
			} else {
				gone[id] = true
			}
			h.admit[id] = append(h.admit[id], fmt.Sprintf("%d at step %d", d.at, d.step))
		}
		come(d.at, true)
	}
	come(1<<62, true)
	return run, h
}

// TestTheLifeOfARequest holds events to what a watcher of the same run writes down, under every policy.
func TestTheLifeOfARequest(t *testing.T) {
	kinds, lives := map[string]int{}, 0
	for number := range 120 {
		in := scenariostest.Drawn(t, number)
		run, h := watch(t, in)
		log := run.Log()
		s := take(t, in)
		fcfs := in.Scenario.Engine.SchedulingPolicy == "fcfs"
		for id := 0; id < s.Requests(); id += 1 + s.Requests()/40 {
			lives++
			r, err := s.Request(id)
			if err != nil {
				t.Fatal(err)
			}
			fail := func(text string, args ...any) {
				t.Errorf("scenario %d, request %d: %s\n%+v\n%s", number, id, fmt.Sprintf(text, args...), r.Life, in.Scenario.JSON())
			}
			var admitted, evicted []string
			before := -1.0
			for _, e := range r.Life {
				kinds[e.Kind]++
				if e.AtS < before {
					fail("%s is out of order", e.Kind)
				}
				before = e.AtS
				at := int64(e.AtS*1e9 + 0.5)
				switch e.Kind {
				case explain.Admitted, explain.Resumed:
					admitted = append(admitted, fmt.Sprintf("%d at step %d", at, e.Step))
				case explain.Evicted:
					taker := e.Other
					if taker < 0 {
						taker = id
					}
					evicted = append(evicted, fmt.Sprintf("%d for #%d at step %d", at, taker, e.Step))
				case explain.First, explain.Last:
					if e.Step < 0 || log.End[e.Step] != at {
						fail("%s is not the end of step %d", e.Kind, e.Step)
					}
				case explain.Queued:
					var n, behind int
					fmt.Sscanf(h.behind[id], "%d behind #%d", &n, &behind)
					want := "Reached the engine, with nobody waiting"
					switch {
					case n > 0 && !fcfs:
						want = "Reached the engine, with " + format.Of(n, "request") + " waiting"
					case n == 1:
						want = "Reached the engine, behind #" + format.Count(behind)
					case n > 1:
						want = "Reached the engine, behind #" + format.Count(behind) + " and " + format.Count(n-1) + " more"
					}
					if e.Text != want || fcfs && n > 0 && e.Other != behind {
						fail("%q, want %q", e.Text, want)
					}
				}
			}
			if !slices.Equal(admitted, h.admit[id]) || !slices.Equal(evicted, h.evicted[id]) {
				fail("admitted %v, evicted %v; watched %v, %v", admitted, evicted, h.admit[id], h.evicted[id])
			}
			if log.Tokens[id] > 1 && log.First[id] == log.Last[id] {
				fail("two tokens at once")
			}
		}
	}
	for _, kind := range []string{explain.Arrived, explain.Sent, explain.Queued, explain.Admitted, explain.First, explain.Evicted, explain.Resumed, explain.Last} {
		if kinds[kind] < 20 {
			t.Errorf("%d events of kind %s in %d lives: too few to tell", kinds[kind], kind, lives)
		}
	}
}
