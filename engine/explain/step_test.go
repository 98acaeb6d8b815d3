package explain_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestWhyNobodyWasAdmitted makes one scenario for each reason and looks at the step in which request 1 waits.
func TestWhyNobodyWasAdmitted(t *testing.T) {
	two := []scenario.Request{{PromptLen: 600, OutputLen: 40}, {PromptLen: 600, OutputLen: 4}, {PromptLen: 20, OutputLen: 4}}
	for want, change := range map[string]func(*scenario.Engine){
		"seqs":   func(e *scenario.Engine) { e.MaxNumSeqs = 1 },
		"budget": func(e *scenario.Engine) { e.MaxNumBatchedTokens = 600 },
		"chunking": func(e *scenario.Engine) {
			e.MaxNumBatchedTokens, e.EnableChunkedPrefill, e.MaxModelLen = 1000, false, 1000
		},
		"blocks": func(e *scenario.Engine) { e.NumGPUBlocks = 60 },
	} {
		s := take(t, made(t, change, two...))
		step, err := s.Step(at(0))
		if err != nil {
			t.Fatal(err)
		}
		if step.Waiting != 2 || step.Queue[0].Request != 1 || step.Queue[0].Code != want || step.QueueWhy == "" {
			t.Errorf("%s: the queue is %+v: %s", want, step.Queue, step.QueueWhy)
		}
		if behind := step.Queue[1]; want != "seqs" && behind.Why != "behind #1" {
			t.Errorf("%s: request 2 waits for %+v", want, behind)
		}
		if r, _ := s.Request(1); want == "seqs" || want == "blocks" { // the others wait for one step
			if text := r.Sentences[0]; !strings.Contains(text, "for admission: in ") {
				t.Errorf("%s: request 1 says %q", want, text)
			}
		}
	}
}

// TestScrubbing holds a step reached forwards, backwards and at once to the same answer, and to the log.
func TestScrubbing(t *testing.T) {
	in := tight(t)
	s := take(t, in)
	run, _ := engine.Complete(in)
	log := run.Log()
	middle := s.Steps() / 2
	refusals, preemptions := 0, 0
	for k := middle; k < middle+200; k++ {
		v, err := s.Step(at(k))
		if err != nil {
			t.Fatal(err)
		}
		if v.Seqs.Used != int(log.Running[k]) || v.Waiting != int(log.Waiting[k]) || v.Blocks.Used != int(log.UsedBlocks[k]) || len(v.Preempted) != int(log.Preempted[k]) {
			t.Fatalf("step %d is %+v", k, v)
		}
		if v.Budget.Used != len(v.Decode)+tokens(v.Prefill) {
			t.Errorf("step %d: %d tokens, the batch has %d decodes and %d prefill tokens", k, v.Budget.Used, len(v.Decode), tokens(v.Prefill))
		}
		if v.Waiting > 0 {
			refusals++
		}
		preemptions += len(v.Preempted)
	}
	if refusals == 0 || preemptions == 0 {
		t.Errorf("%d refusals, %d preemptions: the test tests less than it should", refusals, preemptions)
	}
	forward, _ := s.Step(at(middle + 50))
	if alone, _ := take(t, in).Step(at(middle + 50)); !reflect.DeepEqual(forward, alone) {
		t.Errorf("going back gives %+v, a fresh run %+v", forward, alone)
	}
	var out *explain.RangeError
	if _, err := s.Step(at(s.Steps())); !errors.As(err, &out) {
		t.Errorf("a step too many gives %v", err)
	}
	if _, err := s.Request(-1); !errors.As(err, &out) {
		t.Errorf("request -1 gives %v", err)
	}
}

func tokens(list []explain.Entry) int {
	sum := 0
	for _, e := range list {
		sum += e.Tokens
	}
	return sum
}

// TestRecompute sees a preempted request compute its tokens again.
func TestRecompute(t *testing.T) {
	s := take(t, tight(t))
	for k := range s.Steps() {
		v, err := s.Step(at(k))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range v.Prefill {
			if e.Recompute {
				return
			}
		}
	}
	t.Error("nobody computes anything again")
}

// TestWhereALatencyComesFrom holds the parts of a step to its duration, for both kinds of profile.
func TestWhereALatencyComesFrom(t *testing.T) {
	for profileID, want := range map[string]string{
		"rtxpro6000-llama-3.1-8b-bf16-tp1": "attention: 500 prefill tokens, between ",
		"rtx8000-qwen3-8b-fp16-tp1":        "step: the cell of about ",
	} {
		in := made(t, nil, scenario.Request{PromptLen: 500, OutputLen: 30})
		in.Scenario.Profile = profileID
		var err error
		if in.Profile, err = profiles.Load(profileID); err != nil {
			t.Fatal(err)
		}
		step, err := take(t, in).Step(at(0))
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, c := range step.Cost {
			sum += c.Ms
		}
		if math.Abs(sum-step.TookMs) > 1e-6 || !strings.Contains(strings.Join(step.Sources, "\n"), want) {
			t.Errorf("%s: %g ms of %g ms, from %q", profileID, sum, step.TookMs, step.Sources)
		}
	}
}

// TestTheHeadIsAdmittedFirst holds the order of the queue to who comes next.
func TestTheHeadIsAdmittedFirst(t *testing.T) {
	s := take(t, tight(t))
	var head int
	tested := 0
	for k := range s.Steps() {
		v, err := s.Step(at(k))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range v.Prefill {
			if e.Request == head && e.Context == e.HitTokens {
				tested++
			}
		}
		if len(v.Queue) > 0 {
			if first := v.Queue[0]; tested > 0 && head >= 0 && v.Waiting > 0 && first.Request != head && !admitted(v, head) && len(v.Preempted) == 0 {
				t.Errorf("step %d: #%d was at the head of the queue and is not; now it is #%d", k, head, first.Request)
			}
			head = v.Queue[0].Request
		} else {
			head = -1
		}
	}
	if tested < 50 {
		t.Errorf("%d admissions were tested", tested)
	}
}

func admitted(v *explain.Step, id int) bool {
	for _, e := range v.Prefill {
		if e.Request == id {
			return true
		}
	}
	return false
}

// TestUrgentRequestsStandFirst looks at the queue of the bundled scenario with priorities.
func TestUrgentRequestsStandFirst(t *testing.T) {
	sc := scenariostest.Load(t, "priority")
	s := take(t, scenariostest.Input(t, sc))
	longest := 0
	for k := range s.Steps() {
		v, err := s.Step(at(k))
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, len(v.Queue))
		for i := 1; i < len(v.Queue); i++ {
			before, after := sc.Workload.Requests[v.Queue[i-1].Request], sc.Workload.Requests[v.Queue[i].Request]
			if before.Priority > after.Priority {
				t.Fatalf("step %d: the queue is %+v", k, v.Queue)
			}
		}
	}
	if longest < 2 {
		t.Error("nobody queues: the test tests nothing")
	}
}

// TestAPreemptionWithoutAStep has one request of the two left alone with a pool that it outgrows: it preempts itself, in a
// batch that schedules nothing and has no row. Whatever counts preemptions finds it in the next.
func TestAPreemptionWithoutAStep(t *testing.T) {
	in := made(t, func(e *scenario.Engine) {
		e.MaxNumSeqs, e.NumGPUBlocks, e.AsyncScheduling, e.SchedulingPolicy = 2, 3, false, "priority"
	}, scenario.Request{PromptLen: 2, OutputLen: 16}, scenario.Request{PromptLen: 2, OutputLen: 16}, scenario.Request{PromptLen: 2, OutputLen: 16})
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	s, total := take(t, in), 0
	for k := range s.Steps() {
		step, err := s.Step(at(k))
		if err != nil {
			t.Fatal(err)
		}
		if len(step.Preempted) != int(run.Log().Preempted[k]) {
			t.Errorf("step %d preempted %v, its row has %d", k, step.Preempted, run.Log().Preempted[k])
		}
		total += len(step.Preempted)
	}
	inSeries := 0.0
	for _, n := range run.Report().Series(1e9).Preemptions {
		inSeries += n
	}
	if want := run.Report().Summary().LLMEmu.Preemptions; want == 0 || total != want || inSeries != float64(want) {
		t.Errorf("%d preemptions, %d in steps, %g in series", want, total, inSeries)
	}
}
