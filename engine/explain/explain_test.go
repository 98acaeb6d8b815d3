package explain_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

func take(t *testing.T, in engine.Input) *explain.Session {
	t.Helper()
	s, err := explain.Retrace(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// made is a scenario with the given requests on the opening scenario's profile.
func made(t *testing.T, change func(*scenario.Engine), requests ...scenario.Request) engine.Input {
	t.Helper()
	sc := scenario.Default("rtxpro6000-llama-3.1-8b-bf16-tp1")
	sc.Workload.Dataset, sc.Workload.Requests = scenario.DatasetRequests, requests
	if change != nil {
		change(&sc.Engine)
	}
	return scenariostest.Input(t, sc)
}

// tight is the opening scenario with a pool that makes requests wait and preempt.
func tight(t *testing.T) engine.Input {
	t.Helper()
	sc := scenariostest.Load(t, scenarios.Opening)
	sc.Engine.NumGPUBlocks, sc.Workload.RequestRate, sc.Workload.NumPrompts = 4000, 6.25, 150
	return scenariostest.Input(t, sc)
}

// at is a step of the only engine.
func at(step int) metrics.StepRef { return metrics.StepRef{Step: step} }

func parts(list []explain.PartTime) map[string]float64 {
	byKey := map[string]float64{}
	for _, p := range list {
		byKey[p.Part] = p.Ms
	}
	return byKey
}

// TestPartsSumToE2E holds every request of a preempting run to its log: the parts sum exactly to E2E, none is negative, and
// the waits are the log's own.
func TestPartsSumToE2E(t *testing.T) {
	in := tight(t)
	s := take(t, in)
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	log := run.Log()
	preempted := 0
	for id := range s.Requests() {
		r, err := s.Request(id)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, p := range r.Parts {
			if p.Ms < 0 {
				t.Errorf("request %d: %s takes %g ms", id, p.Part, p.Ms)
			}
			sum += p.Ms
		}
		if diff := sum - r.E2EMs; diff > 1e-6 || diff < -1e-6 {
			t.Errorf("request %d: the parts sum to %g ms, E2E is %g ms", id, sum, r.E2EMs)
		}
		byKey := parts(r.Parts)
		if byKey["queue"] != log.QueueWait(id) {
			t.Errorf("request %d: queue %g ms, the log has %g", id, byKey["queue"], log.QueueWait(id))
		}
		if byKey["preempted"] != float64(log.Requeued[id])/1e6 {
			t.Errorf("request %d: preempted %g ms, the log has %d ns", id, byKey["preempted"], log.Requeued[id])
		}
		preempted += r.Preemptions
		for _, gap := range r.Gaps { // no step takes half a second
			if gap.Ms > 500 && !gap.Preempted {
				t.Errorf("request %d: a gap of %g ms is put down to %+v", id, gap.Ms, gap.Riders)
			}
		}
	}
	if preempted == 0 {
		t.Error("nothing was preempted: the test tests less than it should")
	}
}

func TestAloneARequestHasNoDelay(t *testing.T) {
	s := take(t, made(t, nil, scenario.Request{PromptLen: 500, OutputLen: 50}))
	r, _ := s.Request(0)
	byKey := parts(r.Parts)
	for _, key := range []string{"queue", "others_prefill", "preempted"} {
		if byKey[key] != 0 {
			t.Errorf("%s is %g ms", key, byKey[key])
		}
	}
	if byKey["decode_shared"] > byKey["decode_idle"]/100 {
		t.Errorf("a request alone shares %g ms of %g ms", byKey["decode_shared"], byKey["decode_idle"])
	}
	if len(r.Gaps) != 0 || r.Chunks != 1 {
		t.Errorf("%d slow gaps, %d chunks", len(r.Gaps), r.Chunks)
	}
}

// TestWhosePrefillStalledAToken puts one long prompt beside a decoding request: its gap, its step and its rider are known.
func TestWhosePrefillStalledAToken(t *testing.T) {
	s := take(t, made(t, nil, scenario.Request{PromptLen: 100, OutputLen: 100}, scenario.Request{ArrivalS: 0.3, PromptLen: 1900, OutputLen: 2}))
	r, _ := s.Request(0)
	if len(r.Gaps) != 1 || r.Gaps[0].PrefillTokens != 1900 || len(r.Gaps[0].Riders) != 1 || r.Gaps[0].Riders[0].Request != 1 {
		t.Fatalf("gaps %+v", r.Gaps)
	}
	stall, gap := parts(r.Parts)["others_prefill"], r.Gaps[0].Ms
	if stall < gap-2*r.MedianGapMs || stall > gap {
		t.Errorf("the prefill added %g ms to a gap of %g ms, others take %g ms", stall, gap, r.MedianGapMs)
	}
	if text := strings.Join(r.Sentences, " "); !strings.Contains(text, "1,900 prefill tokens of #1") {
		t.Errorf("it says %q", text)
	}
	step, err := s.Step(at(r.Gaps[0].Step))
	if err != nil {
		t.Fatal(err)
	}
	if len(step.Prefill) != 1 || step.Prefill[0].Request != 1 || len(step.Decode) != 1 || step.Budget.Used != 1901 {
		t.Errorf("the step is %+v", step)
	}
}
