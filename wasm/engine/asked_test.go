//go:build js

package main

import (
	"bytes"
	"strings"
	"syscall/js"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/wasm/bridge"
)

// prompts is a scenario's text with so many requests.
func prompts(s *scenario.Scenario, n int64) string {
	changed := s.Clone()
	changed.Workload.NumPrompts = n
	return string(changed.JSON())
}

// TestARunTakesTime: the steps count, and not only what comes after the last.
func TestARunTakesTime(t *testing.T) {
	text, file, _ := given(t)
	h := &host{}
	fine(t, h.start(values(text, file, nil, nil)))
	before := h.wallMS
	if advance(t, h); h.wallMS <= before {
		t.Errorf("%g ms, %g before the first step", h.wallMS, before)
	}
}

// TestAJobChangesItsOwnScenario: of those that were opened last.
func TestAJobChangesItsOwnScenario(t *testing.T) {
	_, file, in := given(t)
	h := &host{}
	j := newJobs(h)
	fine(t, j.profile(values(in.Scenario.Profile, file)))
	fine(t, j.open(values([]any{prompts(in.Scenario, 10), prompts(in.Scenario, 20)}, []any{"", ""})))
	requests := func(job string, want int) {
		t.Helper()
		if fine(t, j.start(values(job))); h.run.Requests() != want {
			t.Errorf("%s: %d requests, want %d", job, h.run.Requests(), want)
		}
	}
	requests(`{"id": 0, "base": 0, "set": []}`, 10)
	requests(`{"id": 1, "base": 1, "set": []}`, 20)
	fine(t, j.open(values([]any{prompts(in.Scenario, 30)}, []any{""})))
	requests(`{"id": 0, "base": 0, "set": []}`, 30)
	if refusal(j.start(values(`{"id": 1, "base": 1, "set": []}`))) == "" {
		t.Error("a scenario of the plan before is still there")
	}
}

// TestFewLongRunsAreOutAtOnce: of a million requests one, and the next when it has come back; of few as many as are wanted.
func TestFewLongRunsAreOutAtOnce(t *testing.T) {
	_, _, in := given(t)
	for n, want := range map[int64][]int{10: {4, 4}, 400_000: {2, 1}, 1_000_000: {1, 1}} {
		p := planners{}
		fine(t, p.open(values("compare", "{}", []any{prompts(in.Scenario, n), prompts(in.Scenario, n)})))
		for turn, answers := range [][]any{{}, {map[string]any{"id": 0, "figures": js.Global().Get("Float64Array").New(int(keyfigures.NumFigures))}}} {
			reply := fine(t, p.feed(values("compare", answers, 4, false))).(map[string]any)
			if got := strings.Count(reply["jobs"].(string), `"id":`); got != want[turn] {
				t.Errorf("%d requests, turn %d: %d jobs, want %d", n, turn, got, want[turn])
			}
		}
	}
}

// TestARunHalfRecordedIsNotExplained although the one before was recorded to its end.
func TestARunHalfRecordedIsNotExplained(t *testing.T) {
	text, file, _ := given(t)
	x := &explainer{profiles: &parsed{}}
	ask := x.functions()["explainFacts"]
	fine(t, x.start(values(text, file, nil)))
	for done := false; !done; {
		done = fine(t, x.advance(values(10))).(map[string]any)["done"].(bool)
	}
	fine(t, ask(nil))
	fine(t, x.start(values(text, file, nil)))
	if got := refusal(ask(nil)); got != errNothingRecorded.Error() {
		t.Errorf("refused by %q", got)
	}
}

// TestALiveRequestIsPacked with the lengths that it was sent with, in a picture of the seconds that were asked for.
func TestALiveRequestIsPacked(t *testing.T) {
	text, file, _ := given(t)
	s := &session{}
	call := s.functions()
	fine(t, call["liveStart"](values(text, file, nil)))
	fine(t, call["liveSend"](values(500, 30)))
	fine(t, call["liveAdvance"](values(2, 10_000)))
	packed := bridge.Bytes(fine(t, call["livePack"](values(1.5, 15))).(js.Value))
	want, err := s.live.Pack(1_500_000_000, 15)
	if err != nil || !bytes.Equal(packed, want) {
		t.Errorf("%d bytes, want %d, %v", len(packed), len(want), err)
	}
	if !strings.Contains(string(packed), `"prompt_len":500,"output_len":30`) {
		t.Errorf("%.600q", packed)
	}
}

// TestAnOutcomeIsShownWhenAskedFor, before the plan is done.
func TestAnOutcomeIsShownWhenAskedFor(t *testing.T) {
	_, _, in := given(t)
	p := planners{}
	fine(t, p.open(values("compare", "{}", []any{prompts(in.Scenario, 10), prompts(in.Scenario, 20)})))
	for _, show := range []bool{false, true} {
		reply := fine(t, p.feed(values("compare", []any{}, 1, show))).(map[string]any)
		if reply["done"] != false || (reply["outcome"] != nil) != show {
			t.Errorf("shown %v: done %v, outcome %v", show, reply["done"], reply["outcome"])
		}
	}
}

// TestBIsComparedWithA: where B alone has an SLO, there is an attainment to compare.
func TestBIsComparedWithA(t *testing.T) {
	_, _, in := given(t)
	without, with := in.Scenario.Clone(), in.Scenario.Clone()
	without.SLO, with.SLO = scenario.SLO{}, scenario.SLO{TTFTMs: 500}
	for _, c := range []struct {
		a, b *scenario.Scenario
		want bool
	}{{without, with, true}, {without, without, false}} {
		plan, err := newPlanner("compare", []byte("{}"), []*scenario.Scenario{c.a, c.b})
		if err != nil {
			t.Fatal(err)
		}
		for range 4 { // two pairs
			job, _ := plan.Next()
			plan.Feed(job.ID, keyfigures.Set{})
		}
		packed, err := plan.Pack()
		if err != nil || strings.Contains(string(packed), `"slo_attainment"`) != c.want {
			t.Errorf("SLO of B %+v: %.800q, %v", c.b.SLO, packed, err)
		}
	}
}
