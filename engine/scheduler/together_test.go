package scheduler

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/llmemu/playground/engine/kvcache"
)

// TestTogetherIsAsOneByOne holds the scheduler, which serves steady requests together, to itself serving every request
// one by one in running order, as vLLM's code does: every decision and the free queue are the same in every step, under
// tight pools, budgets below the number of sequences, thresholds, shared prefixes and odd block sizes.
func TestTogetherIsAsOneByOne(t *testing.T) {
	var together []Policy
	for p := range policies {
		if policies[p].newest {
			together = append(together, Policy(p))
		}
	}
	scenarios := 500
	preempted, inOrder := 0, 0
	for seed := range uint64(scenarios) {
		rng := rand.New(rand.NewPCG(seed, 1))
		cfg, arrivals := randomScenario(rng)
		cfg.Policy = together[rng.IntN(len(together))]
		a, b := NewLoop(cfg), NewLoop(cfg)
		b.together = false
		requestsOfA, requestsOfB := requestsOf(arrivals), requestsOf(arrivals)
		next := 0
		for it := 0; it < 400; it++ {
			for next < len(arrivals) && arrivals[next].at <= it {
				a.Add(&requestsOfA[next])
				b.Add(&requestsOfB[next])
				next++
			}
			got, want := iteration(a), iteration(b)
			if got != want {
				t.Fatalf("scenario %d, iteration %d, %+v:\ntogether   %s\none by one %s", seed, it, cfg, got, want)
			}
			if a.queued > 0 && a.pushed != nil && len(a.pushed.Preempted) > 0 {
				preempted++
			}
			if a.pushed != nil && len(a.pushed.Settled) > len(a.pushed.Preempted) {
				inOrder++
			}
		}
	}
	// The scenarios must reach what they are for.
	if preempted < scenarios/4 || inOrder < scenarios/10 {
		t.Errorf("%d steps preempted and %d served in order what was steady: too few in %d scenarios", preempted, inOrder, scenarios)
	}
}

type arrival struct {
	at, prompt, output int
	shared             int // tokens of a group's prefix, or of an earlier request's prompt and outputs
	group              int // -1: of an earlier request
	earlier            int
}

func randomScenario(rng *rand.Rand) (Config, []arrival) {
	pick := func(values ...int) int { return values[rng.IntN(len(values))] }
	cfg := Config{
		MaxNumSeqs:              pick(1, 3, 8, 20),
		MaxNumBatchedTokens:     pick(4, 9, 32, 100),
		MaxModelLen:             pick(40, 150, 1000),
		BlockSize:               pick(1, 3, 4, 16),
		EnablePrefixCaching:     rng.IntN(3) > 0,
		EnableChunkedPrefill:    true,
		SchedulerReserveFullISL: rng.IntN(2) > 0,
		AsyncScheduling:         rng.IntN(2) > 0,
	}
	if rng.IntN(3) == 0 {
		cfg.LongPrefillTokenThreshold = pick(2, 7)
	}
	longest := 1
	arrivals := make([]arrival, 5+rng.IntN(30))
	at := 0
	for i := range arrivals {
		at += rng.IntN(4)
		q := arrival{at: at, prompt: 1 + rng.IntN(min(60, cfg.MaxModelLen-1)), output: 1 + rng.IntN(50)}
		switch rng.IntN(5) {
		case 0:
			q.group, q.shared = rng.IntN(3), rng.IntN(q.prompt+1)
		case 1:
			if i > 0 {
				q.group, q.earlier = -1, rng.IntN(i)
				q.shared = rng.IntN(min(q.prompt, arrivals[q.earlier].prompt+arrivals[q.earlier].output) + 1)
			}
		}
		longest = max(longest, min(q.prompt+q.output, cfg.MaxModelLen))
		arrivals[i] = q
	}
	blocks := (longest + cfg.BlockSize - 1) / cfg.BlockSize
	cfg.NumGPUBlocks = 1 + blocks + rng.IntN(1+blocks*pick(1, 3, 8))
	return cfg, arrivals
}

func requestsOf(arrivals []arrival) []Request {
	groups := map[int]*kvcache.Stream{}
	streams := make([]*kvcache.Stream, len(arrivals))
	for id, q := range arrivals {
		var parent *kvcache.Stream
		if q.shared > 0 && q.group < 0 {
			parent = streams[q.earlier]
		} else if q.shared > 0 {
			if groups[q.group] == nil {
				groups[q.group] = kvcache.NewStream(nil, 0)
			}
			parent = groups[q.group]
		}
		streams[id] = kvcache.NewStream(parent, q.shared)
	}
	requests := make([]Request, len(arrivals))
	for id, q := range arrivals {
		requests[id] = Request{ID: id, PromptLen: q.prompt, OutputLen: q.output, Stream: streams[id]}
	}
	return requests
}

// iteration runs one iteration of the loop and writes down all that can be seen of it.
func iteration(l *Loop) string {
	text := ""
	if b := l.Schedule(); b != nil {
		for _, e := range l.Batch(b, nil) {
			text += fmt.Sprintf(" %d:%d@%d,%d", e.ID, e.Tokens, e.Context, e.Yields)
		}
		text += fmt.Sprint(" new", b.New, " again", b.Resumed, " preempted", b.Preempted)
	}
	if l.Due() && l.queued > 0 {
		text += fmt.Sprint(" finished", l.Process().Finished)
	}
	return text + fmt.Sprintf(" running %d waiting %d free %d %08x", l.Running(), l.Waiting(), l.Pool().Free(), l.Pool().Checksum())
}
