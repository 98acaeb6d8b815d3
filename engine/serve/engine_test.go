package serve

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
)

// tenPerStep is an oracle for timelines that can be worked out by hand: a step takes 10, plus 1 for each prefill token.
type tenPerStep struct{}

func (tenPerStep) Step(b *oracle.Batch) oracle.Cost   { return oracle.Cost{Dense: 10 + b.PrefillTokens} }
func (t tenPerStep) Mean(b *oracle.Batch) oracle.Cost { return t.Step(b) }
func (tenPerStep) Beyond(*oracle.Batch) oracle.Beyond { return 0 }

func config(change func(*scheduler.Config)) scheduler.Config {
	cfg := scheduler.Config{
		MaxNumSeqs: 8, MaxNumBatchedTokens: 100, MaxModelLen: 1000, BlockSize: 10, NumGPUBlocks: 101,
		EnablePrefixCaching: true, EnableChunkedPrefill: true, SchedulerReserveFullISL: true,
	}
	change(&cfg)
	return cfg
}

// serving is a service of one engine for some requests, which the engine sees as they arrive.
func serving(cfg scheduler.Config, requests ...workload.Request) *Service {
	return New(client.New(requests, 0, client.Frontend{}), First, Unit{cfg, tenPerStep{}})
}

func request(at int64, prompt, output int) workload.Request {
	return workload.Request{Arrival: at, PromptLen: prompt, OutputLen: output}
}

// drain lets everything happen and returns the engine's log.
func drain(t *testing.T, s *Service) *metrics.Log {
	t.Helper()
	for ok := true; ok; {
		var err error
		if _, ok, err = s.Turn(); err != nil {
			t.Fatal(err)
		}
	}
	return s.Engines()[0].Log()
}

// TestArrivalDuringAStep is the rule that decides TTFT at low load: with asynchronous scheduling a request that arrives
// during step k is seen when k's output is processed, and by then k+1 is on its way: its prefill runs in k+2.
func TestArrivalDuringAStep(t *testing.T) {
	for _, c := range []struct {
		name               string
		async              bool
		firstToken, finish int64
	}{
		// Request 0 prefills in [0,30] and decodes in [30,40], [40,50], [50,60], …; request 1 arrives at 35.
		{"synchronous: seen at 40, prefill in [40,60]", false, 60, 70},
		{"asynchronous: seen at 40 with [40,50] under way, prefill in [50,70]", true, 70, 80},
	} {
		cfg := config(func(cfg *scheduler.Config) { cfg.AsyncScheduling = c.async })
		log := drain(t, serving(cfg, request(0, 20, 9), request(35, 10, 2)))
		if log.Admitted[1] != 40 || log.First[1] != c.firstToken || log.Last[1] != c.finish {
			t.Errorf("%s: admitted at %d, tokens at %d and %d", c.name, log.Admitted[1], log.First[1], log.Last[1])
		}
	}
}

func TestArrivalAtTheEndOfAStepIsSeen(t *testing.T) {
	log := drain(t, serving(config(func(*scheduler.Config) {}), request(0, 20, 9), request(40, 10, 1)))
	if got := log.Admitted[1]; got != 40 {
		t.Errorf("admitted at %d, want 40, its arrival", got)
	}
}

func TestIdleEngineStartsAtTheArrival(t *testing.T) {
	service := serving(config(func(cfg *scheduler.Config) { cfg.AsyncScheduling = true }))
	if at, ok := service.Next(); ok {
		t.Errorf("an empty engine has something to do at %d", at)
	}
	service.Add(request(1000, 20, 3))
	if at, ok := service.Next(); !ok || at != 1000 {
		t.Errorf("next at %d, want the arrival", at)
	}
	drain(t, service)
	service.Add(request(5000, 20, 3)) // and again, after it went idle
	log := drain(t, service)
	if !slices.Equal(log.First, []int64{1030, 5030}) || !slices.Equal(log.Last, []int64{1050, 5050}) {
		t.Errorf("first tokens at %v, last at %v", log.First, log.Last)
	}
}

func TestPreemptionIsLogged(t *testing.T) {
	// Two requests of 20 tokens in 5 blocks of 10: the second loses its blocks when the first needs a third.
	log := drain(t, serving(config(func(cfg *scheduler.Config) { cfg.NumGPUBlocks = 6 }), request(0, 20, 5), request(0, 20, 5)))
	if log.Preemptions[1] != 1 || log.Preemptions[0] != 0 {
		t.Fatalf("preemptions %v", log.Preemptions)
	}
	// Preempted when step 1 is scheduled, at 50; request 0 ends four steps later, at 90, and it goes on.
	if log.Requeued[1] != 40 || log.Last[0] != 90 || log.Last[1] != 130 {
		t.Errorf("waited again for %d, ends %v; want 40, and 90 and 130", log.Requeued[1], log.Last)
	}
	if !slices.Equal(log.OtherGaps, []int64{50}) {
		t.Errorf("gaps over more than one step: %v, want the one from 50 to 100", log.OtherGaps)
	}
}

func TestNeverFits(t *testing.T) {
	service := serving(config(func(cfg *scheduler.Config) { cfg.NumGPUBlocks = 11 }), request(0, 60, 41)) // exactly 100 computed tokens: ten blocks
	large := request(0, 60, 42)
	_, err := service.Interject(&large, 0)
	var never *NeverFitsError
	if !errors.As(err, &never) || never.Needed != 11 || never.Present != 10 {
		t.Fatalf("error %v, want one with 11 blocks needed and 10 present", err)
	}
	if !strings.Contains(err.Error(), "needs 11 blocks, the pool has 10") {
		t.Errorf("the message is %q", err)
	}
	// The refused request has left nothing behind.
	if got := drain(t, service).Tokens; !slices.Equal(got, []int32{41}) {
		t.Errorf("output tokens %v", got)
	}
}

func TestStuck(t *testing.T) {
	for _, async := range []bool{false, true} {
		cfg := config(func(cfg *scheduler.Config) { cfg.EnableChunkedPrefill, cfg.AsyncScheduling = false, async })
		service := serving(cfg, request(0, 50, 3), request(1, 101, 1))
		var err error
		for turns := 0; err == nil && turns < 100; turns++ {
			_, _, err = service.Turn()
		}
		var stuck *StuckError
		if !errors.As(err, &stuck) || stuck.Budget != 100 || stuck.Waiting != 1 {
			t.Errorf("async %t: error %v, want a StuckError", async, err)
		}
		if got := service.Requests().Tokens[0]; got != 3 {
			t.Errorf("async %t: the request before it got %d tokens, want its 3", async, got)
		}
	}
}

func TestDescribe(t *testing.T) {
	b := &scheduler.Batch{
		Entries: []scheduler.Entry{{Tokens: 1, Context: 30, Yields: 1}, {Tokens: 1, Context: 90, Yields: 1}, {Tokens: 40, Context: 10}, {Tokens: 20, Yields: 1}},
		New:     []scheduler.Admission{{}},
		Resumed: []scheduler.Admission{{}, {}}, // who came back is not new
	}
	want := oracle.Batch{
		PrefillTokens: 60, PrefillContext: 10, PrefillReqs: 2, PrefillPairs: 40*10 + 40*40/2 + 20*20/2,
		Decodes: 2, DecodeContext: 120, DecodeMin: 30, DecodeMax: 90, Outputs: 3, NewReqs: 1,
	}
	var got oracle.Batch
	describe(b, &got)
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
