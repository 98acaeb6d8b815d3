package explain_test

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/record"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios"
)

func take(t *testing.T, in engine.Input) *explain.Session {
	t.Helper()
	s, err := explain.Record(in)
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
	in, err := scenarios.Input(sc)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// tight is the opening scenario with a pool that makes requests wait and preempt.
func tight(t *testing.T) engine.Input {
	t.Helper()
	sc, err := scenarios.Load(scenarios.Opening)
	if err != nil {
		t.Fatal(err)
	}
	sc.Engine.NumGPUBlocks, sc.Workload.RequestRate, sc.Workload.NumPrompts = 4000, 6.25, 150
	in, err := scenarios.Input(sc)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

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
	step, err := s.Step(r.Gaps[0].Step)
	if err != nil {
		t.Fatal(err)
	}
	if len(step.Prefill) != 1 || step.Prefill[0].Request != 1 || len(step.Decode) != 1 || step.Budget.Used != 1901 {
		t.Errorf("the step is %+v", step)
	}
}

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
		step, err := s.Step(0)
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
		v, err := s.Step(k)
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
	forward, _ := s.Step(middle + 50)
	if alone, _ := take(t, in).Step(middle + 50); !reflect.DeepEqual(forward, alone) {
		t.Errorf("going back gives %+v, a fresh run %+v", forward, alone)
	}
	var out *explain.RangeError
	if _, err := s.Step(s.Steps()); !errors.As(err, &out) {
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
		v, err := s.Step(k)
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

// TestPackedRows holds the Gantt to the log: segments follow one another from the queue to the last token.
func TestPackedRows(t *testing.T) {
	in := tight(t)
	packed, err := take(t, in).Pack()
	if err != nil {
		t.Fatal(err)
	}
	size := binary.LittleEndian.Uint32(packed)
	var header explain.Header
	if err := record.Unmarshal(packed[4:4+size], &header); err != nil {
		t.Fatal(err)
	}
	payload := packed[(4+int(size)+7)/8*8:]
	floats := func(name string) (values []float64) {
		for _, c := range header.Columns {
			for i := range c.Length {
				if c.Name == name {
					values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(payload[c.Offset+8*i:])))
				}
			}
		}
		return values
	}
	from, to := floats("seg.from_s"), floats("seg.to_s")
	if len(from) < header.Requests || len(from) != len(to) || len(floats("step.end_s")) != header.Steps {
		t.Fatalf("%d segments, %d ends, header %+v", len(from), len(to), header)
	}
	run, _ := engine.Complete(in)
	ends := map[float64]int{}
	for id, last := range run.Log().Last {
		ends[float64(last)/1e9] = id
	}
	lives := 0
	for i := range from {
		if to[i] <= from[i] {
			t.Errorf("segment %d ends at %g and begins at %g", i, to[i], from[i])
		}
		if _, over := ends[to[i]]; over && (i+1 == len(from) || from[i+1] != to[i]) {
			lives++
		} else if i+1 < len(from) && from[i+1] != to[i] {
			t.Errorf("a hole after segment %d: %g to %g", i, to[i], from[i+1])
		}
	}
	if lives != header.Requests {
		t.Errorf("%d lives of %d requests", lives, header.Requests)
	}
}
