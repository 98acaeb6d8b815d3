package scheduler

import (
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/kvcache"
)

func walked(change func(*Config), requests ...Request) *Loop {
	cfg := Config{MaxNumSeqs: 8, MaxNumBatchedTokens: 100, MaxModelLen: 1000, BlockSize: 10, NumGPUBlocks: 101,
		EnableChunkedPrefill: true, EnablePrefixCaching: true, SchedulerReserveFullISL: true}
	change(&cfg)
	l := NewLoop(cfg)
	for i := range requests {
		requests[i].ID, requests[i].Arrival = i, int64(i)
		l.Add(&requests[i])
	}
	return l
}

func waitingIn(l *Loop) (ids []int) {
	l.EachWaiting(func(s Standing) bool {
		ids = append(ids, s.ID)
		return true
	})
	return ids
}

// Three requests of 10 tokens in four blocks: each decode needs a block of its own, and there is one. The newest go, the last
// to go is the first to come back, and so they are listed.
func TestPreemptedRequestsAreListedAsTheyComeBack(t *testing.T) {
	l := walked(func(c *Config) { c.NumGPUBlocks, c.EnablePrefixCaching = 5, false }, Request{PromptLen: 10, OutputLen: 25}, Request{PromptLen: 10, OutputLen: 25}, Request{PromptLen: 10, OutputLen: 25})
	var listed, resumed []int
	for !l.Idle() {
		b := l.Schedule()
		for _, a := range b.Resumed {
			resumed = append(resumed, a.ID)
		}
		if ids := waitingIn(l); len(ids) == 2 && listed == nil {
			listed = ids
			l.EachWaiting(func(s Standing) bool {
				if !s.Preempted || s.Computed != 0 {
					t.Errorf("a request that lost its blocks stands as %+v", s)
				}
				return true
			})
			var again []int
			l.EachPreempted(func(id int) { again = append(again, id) })
			if slices.Sort(again); !slices.Equal(again, []int{1, 2}) {
				t.Errorf("%v wait again, want 1 and 2", again)
			}
		}
		l.EachRunning(func(s Standing) {
			if s.Preempted {
				t.Errorf("running request %d is said to wait again", s.ID)
			}
		})
		l.Process()
	}
	if !slices.Equal(listed, []int{1, 2}) || !slices.Equal(resumed[:2], listed) {
		t.Errorf("listed %v, resumed %v; want 1 before 2", listed, resumed)
	}
}

func TestPriorityTellsWhoWaitsAgain(t *testing.T) {
	l := walked(func(c *Config) { c.NumGPUBlocks, c.MaxNumSeqs, c.Policy = 5, 2, Priority },
		Request{PromptLen: 20, OutputLen: 25}, Request{PromptLen: 20, OutputLen: 25, Priority: 5}, Request{PromptLen: 20, OutputLen: 1, Priority: 9})
	for range 2 { // in the second step request 0 needs a block, and there is none
		l.Schedule()
		l.Process()
	}
	var again []int
	l.EachPreempted(func(id int) { again = append(again, id) })
	if got := waitingIn(l); !slices.Equal(again, []int{1}) || !slices.Equal(got, []int{1, 2}) {
		t.Errorf("%v wait again, of %v; want 1, of 1 and 2", again, got)
	}
}

// An output goes no further than the model does, be it that of a running request or of one that has only arrived.
func TestStandingsEndWithTheModel(t *testing.T) {
	long := Request{PromptLen: 10, OutputLen: 500}
	l := walked(func(c *Config) { c.MaxModelLen, c.MaxNumSeqs = 50, 1 }, long, long, long)
	l.Schedule()
	check := func(s Standing) bool {
		if s.PromptLen != 10 || s.OutputLen != 40 {
			t.Errorf("request %d has %d prompt and %d output tokens, want 10 and 40", s.ID, s.PromptLen, s.OutputLen)
		}
		return true
	}
	l.EachRunning(func(s Standing) { check(s) })
	l.EachWaiting(check)
}

// What the queue needs: of 35 tokens, 30 are a prefix that others computed. Blocks of it that nobody holds have to be taken
// out of the free queue too, those that somebody holds do not.
func TestTheQueueSaysWhatItNeeds(t *testing.T) {
	group := kvcache.NewStream(nil, 0)
	sharing := func(output int) Request {
		return Request{PromptLen: 35, OutputLen: output, Stream: kvcache.NewStream(group, 30)}
	}
	l := walked(func(c *Config) { c.MaxNumSeqs = 1 }, sharing(3), sharing(3), Request{PromptLen: 12, OutputLen: 3}, Request{PromptLen: 7, OutputLen: 1})
	l.Schedule()
	if got, want := l.Queue(2), []Waiting{{ID: 1, Tokens: 35, Hit: 30, Blocks: 1}, {ID: 2, Tokens: 12, Blocks: 2}}; !slices.Equal(got, want) {
		t.Errorf("while the prefix is held: %+v, want %+v", got, want)
	}
	for l.Process(); l.Waiting() == 3; l.Process() {
		l.Pool() // the first ends, and its blocks stay findable
		if l.Running() == 0 {
			if got := l.Queue(1); !slices.Equal(got, []Waiting{{ID: 1, Tokens: 35, Hit: 30, Blocks: 4}}) {
				t.Errorf("while nobody holds the prefix: %+v", got)
			}
		}
		l.Schedule()
	}
}

// A preempted request waits with its outputs as well: they are computed anew.
func TestAPreemptedRequestNeedsItsOutputsAgain(t *testing.T) {
	l := walked(func(c *Config) { c.NumGPUBlocks, c.EnablePrefixCaching = 5, false }, Request{PromptLen: 18, OutputLen: 25}, Request{PromptLen: 18, OutputLen: 25})
	for len(l.Schedule().Preempted) == 0 {
		l.Process()
	}
	// Blocks of 10: tokens 1 to 20 fit, and the step that computes the 21st, the third output, preempts.
	if got, want := l.Queue(1), []Waiting{{ID: 1, Tokens: 21, Blocks: 3, Preempted: true}}; !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// The calendar of last tokens grows for a request that is longer than any before it. Those ahead keep their days.
func TestTheCalendarGrowsWithoutForgetting(t *testing.T) {
	l := walked(func(c *Config) { c.MaxModelLen, c.NumGPUBlocks = 10_000, 2000 }, Request{PromptLen: 10, OutputLen: 1000})
	ended := map[int]int{}
	for step := 1; !l.Idle(); step++ {
		switch step {
		case 700:
			l.Add(&Request{ID: 1, PromptLen: 10, OutputLen: 1000})
		case 900:
			l.Add(&Request{ID: 2, PromptLen: 10, OutputLen: 5000}) // beyond the calendar of 1,024 days
		}
		l.Schedule()
		for _, f := range l.Process().Finished {
			ended[f.ID] = step
		}
	}
	// The prompt's step gives the first token, every other step one more.
	for id, want := range map[int]int{0: 1000, 1: 700 + 999, 2: 900 + 4999} {
		if ended[id] != want {
			t.Errorf("request %d ends with step %d, want %d", id, ended[id], want)
		}
	}
}

// Two requests lose the tokens that they were given in the same step, the first of them before the second in the batch.
func TestTwoVictimsOfOneStep(t *testing.T) {
	// Blocks of 10, eleven in all. Requests 0 to 2 come first, one a step, and decode in two blocks each; 3 has computed the
	// first 40 of 80 tokens in four. One is free when it asks for four more: 0, then 1 go, the least urgent.
	l := walked(func(c *Config) {
		c.Policy, c.NumGPUBlocks, c.LongPrefillTokenThreshold, c.SchedulerReserveFullISL, c.EnablePrefixCaching = Priority, 12, 40, false, false
	})
	for i, priority := range []int64{9, 8, 1} {
		l.Add(&Request{ID: i, PromptLen: 11, OutputLen: 9, Priority: priority})
		l.Schedule()
		l.Process()
	}
	l.Add(&Request{ID: 3, PromptLen: 80, OutputLen: 2})
	l.Schedule()
	l.Process()
	b := l.Schedule()
	var served [][2]int
	for _, e := range l.Batch(b, nil) {
		served = append(served, [2]int{e.ID, e.Tokens})
	}
	if !slices.Equal(b.Preempted, []int{0, 1}) || !slices.Equal(served, [][2]int{{2, 1}, {3, 40}}) {
		t.Errorf("preempted %v, served %v; want 0 and 1, and a token of 2 and 40 of 3", b.Preempted, served)
	}
	l.Process()
}
