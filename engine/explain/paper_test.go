package explain_test

import (
	"math"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// Small runs on the profile with round numbers, see byhand/profile.go for what a step costs. Synchronous scheduling; blocks
// of 4 tokens, 16 tokens a step. Times in the tables are tenths of a millisecond.
func paper(change func(*scenario.Engine), requests ...scenario.Request) engine.Input {
	s := scenario.Default("round")
	e := &s.Engine
	e.MaxNumSeqs, e.MaxNumBatchedTokens, e.BlockSize, e.NumGPUBlocks, e.AsyncScheduling, e.SchedulerReserveFullISL = 4, 16, 4, 100, false, false
	if change != nil {
		change(e)
	}
	s.Workload.Dataset, s.Workload.Requests = scenario.DatasetRequests, requests
	return engine.Input{Scenario: s, Profile: byhand.Round()}
}

// about is a run's fact on a part of the time.
func about(t *testing.T, part string, in engine.Input) explain.Fact {
	t.Helper()
	list := take(t, in).Facts().List
	for _, fact := range list {
		if fact.Part == part {
			return fact
		}
	}
	t.Fatalf("nothing is said on %s: %+v", part, list)
	return explain.Fact{}
}

// says holds a text to words; its spaces that do not break count as spaces.
func says(t *testing.T, text, words string) {
	t.Helper()
	if text = strings.ReplaceAll(text, "\u00a0", " "); !strings.Contains(text, words) {
		t.Errorf("%q does not say %q", text, words)
	}
}

// TestProgress begins with nothing and ends with everything.
func TestProgress(t *testing.T) {
	s, err := explain.Open(paper(nil, scenario.Request{PromptLen: 4, OutputLen: 2}))
	if err != nil || s.Progress() != 0 {
		t.Fatalf("%g at the start: %v", s.Progress(), err)
	}
	if done, err := s.Advance(math.MaxInt); !done || err != nil || s.Progress() != 1 {
		t.Errorf("%g at the end: %v", s.Progress(), err)
	}
}

// TestAGroupsWindow has ten requests, each alone for a second, that are the slower the more they write: the two in the
// middle write 5 and 6 tokens and were sent first and last.
func TestAGroupsWindow(t *testing.T) {
	var list []scenario.Request
	for i, output := range []int64{5, 1, 2, 3, 4, 7, 8, 9, 10, 6} {
		list = append(list, scenario.Request{ArrivalS: float64(i), PromptLen: 4, OutputLen: output})
	}
	f := take(t, paper(nil, list...)).Facts()
	if m := f.Middle; m.Requests != 2 || m.Tokens != 5.5 || m.FromS != 0 || m.ToS != 9 {
		t.Errorf("the middle is %+v", m)
	}
	if tail := f.Tail; tail.Requests != 1 || tail.Tokens != 10 || tail.FromS != 8 || tail.ToS != 8 {
		t.Errorf("the tail is %+v", tail)
	}
}

// TestTheCompanyOfATail counts a step once for each token that it gave the tail, but for that of the prompt. Three requests of 4 tokens: the first is in the engine
// one step before the others, and writes 11 tokens, they 5. Then come three, each alone, that write one: they are the middle.
//
//	step 0        the first's prompt
//	     1        its decode, the others' prompts
//	     2–5      three decodes
//	     6–10     one decode
//
// Of the ten steps after its prompt's one has 1 decode and 8 prompt tokens, four have 3 decodes, five have 1: 18 in all.
func TestTheCompanyOfATail(t *testing.T) {
	in := paper(nil,
		scenario.Request{PromptLen: 4, OutputLen: 11}, scenario.Request{PromptLen: 4, OutputLen: 5}, scenario.Request{PromptLen: 4, OutputLen: 5},
		scenario.Request{ArrivalS: 1, PromptLen: 4, OutputLen: 1}, scenario.Request{ArrivalS: 2, PromptLen: 4, OutputLen: 1},
		scenario.Request{ArrivalS: 3, PromptLen: 4, OutputLen: 1})
	fact := about(t, "decode_shared", in)
	says(t, fact.Text, "Their 11 tokens come from steps of 1.80 decodes at the mean. Sharing")
	if fact.Action.Step != 2 || fact.Title != "Larger batches slowed every token." {
		t.Errorf("%+v", fact)
	}
	fact = about(t, "others_prefill", in)
	says(t, fact.Text, "Beside their tokens came 8 prefill tokens of others a request, against 0 in the middle.")
	if fact.Action.Step != 1 {
		t.Errorf("%+v", fact)
	}
}

// TestTwicePreempted has one request that gives way to two more urgent ones, in four blocks.
//
//	step start  end  who                                  cost
//
//	   0     3   79  r0 6 tokens                          64+12
//	   1    79  166  r0 after 6, r1 7 tokens              64+16+1+6
//	   2   166  249  r0 7, r1 7                           64+4+1+14
//	   3   249  323  r1 8 (last)                          64+2+8      both need a third block: r0 loses its two
//	   4   323  405  r0 all its 9 tokens                  64+18
//	   5   405  487  r0 9, r2 4 tokens                    64+10+1+9   all blocks are in use
//	   6   487  557  r2 4 (last)                          64+2+4      it needs a second block: r0 loses its three
//	   7   557  643  r0 all its 11 tokens                 64+22
//	   8   643  720  r0 11 (last)                         64+2+11
func TestTwicePreempted(t *testing.T) {
	fact := about(t, "preempted", paper(func(e *scenario.Engine) {
		e.SchedulingPolicy, e.NumGPUBlocks = scheduler.Priority.String(), 5
	},
		scenario.Request{PromptLen: 6, OutputLen: 7, Priority: 5},
		scenario.Request{ArrivalS: 0.001, PromptLen: 7, OutputLen: 3},
		scenario.Request{ArrivalS: 0.035, PromptLen: 4, OutputLen: 2}))
	says(t, fact.Text, "1 of 1 request lost their blocks, 2 times in all. They waited 14.4 ms at the mean, against ") // 74 + 70
}

// TestTheHeadNeedsWhatIsNotCached has the prefix of r0's prompt found for r2: of its 14 tokens 12 are there when r1 has
// spent the budget, 16, beside r0's decode.
func TestTheHeadNeedsWhatIsNotCached(t *testing.T) {
	s := take(t, paper(nil,
		scenario.Request{PromptLen: 16, OutputLen: 4, PrefixGroup: 1, SharedPrefixLen: 12},
		scenario.Request{PromptLen: 15, OutputLen: 2},
		scenario.Request{PromptLen: 14, OutputLen: 2, PrefixGroup: 1, SharedPrefixLen: 12}))
	step, err := s.Step(at(1))
	if err != nil || len(step.Queue) != 1 || step.Queue[0].Code != "budget" || step.Queue[0].Needs != "2 tokens, 0 left" {
		t.Errorf("%+v: %v", step, err)
	}
}
