package engine_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// anyLoad is a random scenario of generated requests, from an idle engine to one that is far behind.
func anyLoad(t *testing.T, number int) engine.Input {
	r := rand.New(rand.NewPCG(uint64(number), 0xe57))
	pick := func(values ...int64) int64 { return values[r.IntN(len(values))] }
	s := scenario.Default([]string{"mi300x-qwen3-8b-bf16-tp1", "a40-qwen3-8b-bf16-tp1", "h100-llama-3.1-8b-bf16-tp1", "rtx4090-llama-3.1-8b-bf16-tp1"}[r.IntN(4)])
	s.Seed = int64(number)
	e, w := &s.Engine, &s.Workload
	e.MaxNumSeqs, e.MaxNumBatchedTokens, e.NumGPUBlocks = pick(4, 64, 256, 1024), pick(2048, 8192), pick(2100, 8000, 26000)
	w.Dataset, w.NumPrompts = []string{scenario.DatasetRandom, scenario.DatasetLognormal, scenario.DatasetPrefixRepetition}[r.IntN(3)], pick(20, 200, 1000)
	w.RandomInputLen, w.RandomOutputLen, w.RandomRangeRatio = pick(1, 100, 1000, 4000), pick(1, 30, 200, 1000), float64(r.IntN(2))*0.5
	w.LognormalInputMean, w.LognormalOutputMean, w.LognormalInputCV, w.LognormalOutputCV = float64(pick(50, 500, 2000)), float64(pick(20, 300)), 0.8, float64(r.IntN(2))
	w.PrefixRepetitionPrefixLen, w.PrefixRepetitionSuffixLen, w.PrefixRepetitionOutputLen, w.PrefixRepetitionNumPrefixes = pick(100, 1000), pick(20, 200), pick(50, 300), pick(1, 10)
	w.RequestRate = scenario.Rate([]float64{0.1, 1, 5, 20, 100, math.Inf(1)}[r.IntN(6)])
	w.Burstiness = []float64{0.3, 1, 5}[r.IntN(3)]
	w.MaxConcurrency = pick(0, 0, 1, 16)
	if err := s.Validate(); err != nil {
		t.Fatalf("scenario %d: %v", number, err)
	}
	return scenariostest.Input(t, s)
}

// TestStepsAreAsExpected holds what is expected of a run to what it takes, of random scenarios: within a factor of 2 in nineteen
// of twenty, and of 3 always.
func TestStepsAreAsExpected(t *testing.T) {
	const scenarios = 500
	var off []float64
	for number := range scenarios {
		in := anyLoad(t, number)
		if number%2 == 0 {
			in = scenariostest.Drawn(t, number)
		}
		run := complete(t, in)
		expected, took := run.Expected().Steps, float64(len(run.Log().Start))
		factor := max(expected/took, took/expected)
		off = append(off, factor)
		if !(factor <= 3) {
			t.Errorf("scenario %d takes %g steps, expected were %g\n%s", number, took, expected, in.Scenario.JSON())
		}
	}
	slices.Sort(off)
	t.Logf("off by a factor of %.2f at the median, %.2f at p95, %.2f at most", off[scenarios/2], off[scenarios*19/20], off[scenarios-1])
	if off[scenarios*19/20] > 2 {
		t.Errorf("one in twenty is off by a factor of %.2f or more", off[scenarios*19/20])
	}
}
