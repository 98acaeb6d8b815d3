package workload

import (
	"errors"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

// admit is what the server makes of requests of the given prompt and output lengths at a max_model_len of 100.
func admit(t *testing.T, onTooLong string, lengths ...[2]int) (Admission, error) {
	t.Helper()
	s := scenario.DefaultOf(2, "p")
	s.Workload.OnTooLong = onTooLong
	requests := make([]Request, len(lengths))
	for i, l := range lengths {
		requests[i] = Request{Arrival: int64(i), PromptLen: l[0], OutputLen: l[1]}
	}
	return Admit(s, requests, 100)
}

// TestWhatTheServerRejects: prompt and output have to fit max_model_len; the others are sent in their order.
func TestWhatTheServerRejects(t *testing.T) {
	a, err := admit(t, scenario.TooLongReject, [2]int{90, 11}, [2]int{90, 10}, [2]int{100, 1}, [2]int{99, 1}, [2]int{99, 2}, [2]int{5, 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Requests) != 3 || a.Requests[0].Arrival != 1 || a.Requests[1].Arrival != 3 || a.Requests[2].Arrival != 5 || a.Clipped != 0 {
		t.Errorf("taken %+v, %d clipped", a.Requests, a.Clipped)
	}
	want := []Rejection{
		{"the prompt has as many tokens as max_model_len (100) or more", 1},
		{"'max_tokens' is too large: prompt and output exceed max_model_len (100)", 2},
	}
	if len(a.Rejected) != 2 || a.Rejected[0] != want[0] || a.Rejected[1] != want[1] {
		t.Errorf("%+v, want %+v", a.Rejected, want)
	}
}

// TestWhatIsClipped: an engine that is fed directly cuts outputs, and can do nothing with a prompt that leaves no room for one.
func TestWhatIsClipped(t *testing.T) {
	a, err := admit(t, scenario.TooLongClip, [2]int{90, 11}, [2]int{90, 10}, [2]int{100, 1}, [2]int{99, 2})
	if err != nil || len(a.Requests) != 3 || a.Clipped != 2 || len(a.Rejected) != 1 || a.Rejected[0].Requests != 1 || !strings.HasPrefix(a.Rejected[0].Reason, "the prompt") {
		t.Errorf("%+v, error %v", a, err)
	}
	if a.Requests[0].OutputLen != 11 {
		t.Errorf("the scheduler cuts outputs, and here %d are left", a.Requests[0].OutputLen)
	}
}

// TestNothingTooLongChangesNothing: not even the list is another.
func TestNothingTooLongChangesNothing(t *testing.T) {
	s := scenario.DefaultOf(2, "p")
	requests := []Request{{PromptLen: 50, OutputLen: 50}}
	if a, err := Admit(s, requests, 100); err != nil || &a.Requests[0] != &requests[0] || a.Rejected != nil || a.Clipped != 0 {
		t.Errorf("%+v, error %v", a, err)
	}
}

// TestARunWithoutARequestIsRefused at the field that makes them too long.
func TestARunWithoutARequestIsRefused(t *testing.T) {
	for _, c := range []struct {
		dataset, path  string
		prompt, output int
	}{
		{scenario.DatasetRandom, "workload.random_input_len", 100, 1},
		{scenario.DatasetRandom, "workload.random_output_len", 99, 2},
		{scenario.DatasetPrefixRepetition, "workload.prefix_repetition_prefix_len", 100, 1},
		{scenario.DatasetPrefixRepetition, "workload.prefix_repetition_output_len", 99, 2},
		{scenario.DatasetLognormal, "workload.lognormal_output_mean", 99, 2},
		{scenario.DatasetRequests, "workload.requests", 100, 1},
		{scenario.DatasetShareGPT, "engine.max_model_len", 100, 1},
		{scenario.DatasetTrace, "engine.max_model_len", 99, 2},
	} {
		s := scenario.DefaultOf(2, "p")
		s.Workload.Dataset = c.dataset
		_, err := Admit(s, []Request{{PromptLen: c.prompt, OutputLen: c.output}}, 100)
		if at, ok := errors.AsType[*scenario.Error](err); !ok || at.Path != c.path || !strings.Contains(at.Message, "rejects every request (400)") {
			t.Errorf("%s of %d and %d tokens: error %v, want one at %s", c.dataset, c.prompt, c.output, err, c.path)
		}
	}
}

// TestAFlowHasWhatTheServerTakes: what is too long is drawn and passed over, with the time it took to come.
func TestAFlowHasWhatTheServerTakes(t *testing.T) {
	s := scenario.DefaultOf(2, "p")
	w := &s.Workload
	w.RandomInputLen, w.RandomOutputLen, w.RandomRangeRatio, w.NumPrompts, w.RequestRate = 80, 20, 0.5, 200, 10
	all, err := Generate(s, 100, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Admit(s, all, 100)
	if err != nil || len(a.Requests) == len(all) || len(a.Requests) < 50 {
		t.Fatalf("%d of %d are taken, error %v", len(a.Requests), len(all), err)
	}
	f, err := NewFlow(s, 100, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range a.Requests {
		if got := f.Next(); got.PromptLen != want.PromptLen || got.OutputLen != want.OutputLen {
			t.Fatalf("request %d is %+v, want %+v", i, got, want)
		}
		if extra := f.Extra(7); extra.Tokens() > 100 {
			t.Fatalf("beside the flow comes %+v", extra)
		}
	}
	w.RequestRate = scenario.Unlimited
	if f, err = NewFlow(s, 100, nil); err != nil || len(f.Opening()) != len(a.Requests) {
		t.Fatalf("%d at once, want %d, error %v", len(f.Opening()), len(a.Requests), err)
	}
	for i, r := range f.Opening() {
		if r.PromptLen != a.Requests[i].PromptLen {
			t.Fatalf("request %d is %+v, want %+v", i, r, a.Requests[i])
		}
	}
}
