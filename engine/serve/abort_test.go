package serve

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
)

// advance lets everything happen that comes before a moment.
func advance(t *testing.T, s *Service, before int64) {
	t.Helper()
	for {
		at, ok := s.Next()
		if !ok || at >= before {
			return
		}
		if _, _, err := s.Turn(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAbort works an abort out by hand: a step takes 10, and 1 for each prefill token. #0 and #1 prefill in [0,50] and decode
// from then on; #2 waits for a seat of the client's. At 65, with the step [60,70] under way, #0 goes away: it has its tokens
// of 50 and 60, and #2 is sent at once.
func TestAbort(t *testing.T) {
	for _, c := range []struct {
		async          bool
		outputs        []int32 // by step
		second, finish int64   // the first token of #2, and the last of #1
	}{
		// [0,50] [50,60] [60,70], then #2's prefill of 10: [70,90] with #1, [90,100] #1, and #1 has its 5.
		{false, []int32{2, 2, 1, 2, 1}, 90, 90 + 10},
		// At 60 the step [70,80] was decided as well: #0's token in it is lost, too. #2 prefills in [80,100].
		{true, []int32{2, 2, 1, 1, 2}, 100, 100},
	} {
		cfg := config(func(cfg *scheduler.Config) { cfg.AsyncScheduling = c.async })
		s := New(client.New([]workload.Request{request(0, 20, 9), request(0, 20, 5), request(0, 10, 1)}, 2, client.Frontend{}), First, Unit{cfg, tenPerStep{}})
		advance(t, s, 65)
		if !s.Abort(0, 65) || s.Abort(0, 65) || s.Abort(7, 65) {
			t.Errorf("async %t: an unfinished request is aborted once", c.async)
		}
		log := drain(t, s)
		if !slices.Equal(log.Outputs, c.outputs) || log.Sent[2] != 65 || log.First[2] != c.second || log.Last[1] != c.finish {
			t.Errorf("async %t: outputs %v; #2 sent at %d, first token at %d; #1 ends at %d", c.async, log.Outputs, log.Sent[2], log.First[2], log.Last[1])
		}
		if !slices.Equal(log.Aborted, []int{0}) || log.Tokens[0] != 2 || log.Last[0] != 0 {
			t.Errorf("async %t: aborted %v with %d tokens and an end at %d", c.async, log.Aborted, log.Tokens[0], log.Last[0])
		}
	}
}

// TestAbortsLeaveNothingBehind aborts at random in pools that preempt: all blocks come back, every token of a step belongs to
// a request, and every token but a request's first has its gap.
func TestAbortsLeaveNothingBehind(t *testing.T) {
	aborted, preempted := 0, 0
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		var requests []workload.Request
		for i := range 30 {
			requests = append(requests, request(int64(i)*random.Int64N(30), 1+random.IntN(120), 1+random.IntN(30)))
		}
		slices.SortStableFunc(requests, func(a, b workload.Request) int { return int(a.Arrival - b.Arrival) })
		s := serving(config(func(cfg *scheduler.Config) {
			cfg.AsyncScheduling, cfg.NumGPUBlocks = seed%2 == 0, 22
			cfg.Policy, cfg.Version = scheduler.Policy(seed/2%2), scheduler.Version(seed/4%2)
		}), requests...)
		now := int64(0)
		for {
			at, ok := s.Next()
			if !ok {
				break
			}
			now = max(now, at)
			if _, _, err := s.Turn(); err != nil {
				t.Fatal(err)
			}
			if n := s.Requests().Arrived(); n > 0 && random.IntN(8) == 0 {
				s.Abort(random.IntN(n), now)
			}
		}
		log, pool := s.Engines()[0].Log(), s.Engines()[0].loop.Pool()
		if pool.Free() != pool.Usable() {
			t.Fatalf("seed %d: %d of %d blocks are free", seed, pool.Free(), pool.Usable())
		}
		var tokens, outputs, firsts, gaps int64
		for id, n := range log.Tokens {
			tokens += int64(n)
			if n > 0 {
				firsts++
			}
			if ended := log.Last[id] > 0; ended == slices.Contains(log.Aborted, id) {
				t.Fatalf("seed %d: request %d ended: %t; aborted are %v", seed, id, ended, log.Aborted)
			}
			preempted += int(log.Preemptions[id])
		}
		for k, n := range log.Outputs {
			outputs += int64(n)
			gaps += int64(log.Gaps[k])
		}
		if gaps += int64(len(log.OtherGaps)); tokens != outputs || gaps != tokens-firsts {
			t.Fatalf("seed %d: %d tokens of %d requests, %d outputs of steps, %d gaps", seed, tokens, firsts, outputs, gaps)
		}
		aborted += len(log.Aborted)
	}
	if aborted < 300 || preempted < 300 {
		t.Errorf("%d aborts and %d preemptions test little", aborted, preempted)
	}
}
