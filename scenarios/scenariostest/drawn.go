package scenariostest

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
)

// Drawn is a small random scenario, with the number as its seed: requests of a list, tight or roomy, on a profile with or without frontend time, measured as
// a grid or as samples.
func Drawn(t testing.TB, number int) engine.Input {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(number), 0x11e))
	pick := func(values ...int64) int64 { return values[r.IntN(len(values))] }
	s := scenario.Default([]string{"mi300x-qwen3-8b-bf16-tp1", "a40-qwen3-8b-bf16-tp1", "h100-llama-3.1-8b-bf16-tp1", "rtx4090-llama-3.1-8b-bf16-tp1"}[r.IntN(4)])
	s.Seed = int64(number)
	e, w := &s.Engine, &s.Workload
	e.MaxNumSeqs, e.MaxNumBatchedTokens = pick(1, 2, 3, 8, 64), pick(64, 128, 512, 2048)
	e.BlockSize, e.NumGPUBlocks = pick(8, 16, 32), pick(40, 80, 400, 5000)
	e.MaxModelLen = 300
	e.EnablePrefixCaching, e.AsyncScheduling, e.SchedulerReserveFullISL = r.IntN(2) == 0, r.IntN(2) == 0, r.IntN(2) == 0
	e.EnableChunkedPrefill = r.IntN(4) > 0 || e.MaxNumBatchedTokens < e.MaxModelLen
	if r.IntN(3) == 0 {
		e.SchedulingPolicy = "priority"
	}
	if r.IntN(2) == 0 {
		s.SLO.TTFTMs, s.SLO.TPOTMs = float64(pick(50, 200, 1000)), float64(pick(0, 20, 100))
	}
	w.Dataset, w.MaxConcurrency = scenario.DatasetRequests, pick(0, 1, 2, 5, 32)
	at := 0.0
	for range 2 + r.IntN(30) {
		if r.IntN(3) > 0 {
			at += r.ExpFloat64() * 0.02
		}
		q := scenario.Request{ArrivalS: math.Round(at*1e6) / 1e6, PromptLen: 1 + r.Int64N(200), OutputLen: pick(1, 2, 16, 40, 90), Priority: r.Int64N(3)}
		if r.IntN(2) == 0 {
			q.PrefixGroup, q.SharedPrefixLen = 1+r.Int64N(2), r.Int64N(q.PromptLen+1)
		}
		w.Requests = append(w.Requests, q)
	}
	if err := s.Validate(); err != nil {
		t.Fatalf("scenario %d: %v", number, err)
	}
	return Input(t, s)
}
