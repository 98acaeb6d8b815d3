package scheduler

import (
	"slices"
	"testing"
)

// TestWhyTheHeadIsLeft makes a queue for each reason: what the head was refused by, step by step.
func TestWhyTheHeadIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Config)
		prompts []int
		outputs int
		want    []Reason
	}{
		"nobody waits":               {func(*Config) {}, []int{60}, 2, []Reason{NotRefused, NotRefused}},
		"slots":                      {func(c *Config) { c.MaxNumSeqs = 1 }, []int{60, 10}, 1, []Reason{BySeqs, NotRefused}},
		"slots before the budget":    {func(c *Config) { c.MaxNumSeqs, c.MaxNumBatchedTokens = 1, 60 }, []int{60, 10}, 1, []Reason{BySeqs, NotRefused}},
		"the budget":                 {func(c *Config) { c.MaxNumBatchedTokens = 60 }, []int{60, 10}, 1, []Reason{ByBudget, NotRefused}},
		"the budget before blocks":   {func(c *Config) { c.MaxNumBatchedTokens, c.NumGPUBlocks = 60, 7 }, []int{60, 60}, 1, []Reason{ByBudget, NotRefused}},
		"no chunks":                  {func(c *Config) { c.EnableChunkedPrefill = false }, []int{60, 60}, 1, []Reason{ByChunkingOff, NotRefused}},
		"prompt = budget, no chunks": {func(c *Config) { c.EnableChunkedPrefill = false }, []int{60, 40}, 1, []Reason{NotRefused}},
		"the whole prompt":           {func(c *Config) { c.NumGPUBlocks = 11 }, []int{60, 60}, 1, []Reason{ByReserve, NotRefused}},
		"the first chunk":            {func(c *Config) { c.NumGPUBlocks, c.SchedulerReserveFullISL = 9, false }, []int{60, 60}, 1, []Reason{ByBlocks, NotRefused}},
		"a preemption": {func(c *Config) { c.NumGPUBlocks = 3 }, []int{10, 10}, 2,
			[]Reason{NotRefused, ByPreemption, NotRefused}},
	} {
		cfg := Config{MaxNumSeqs: 8, MaxNumBatchedTokens: 100, MaxModelLen: 1000, BlockSize: 10, NumGPUBlocks: 101,
			EnableChunkedPrefill: true, SchedulerReserveFullISL: true}
		c.change(&cfg)
		loop := NewLoop(cfg)
		for id, prompt := range c.prompts {
			loop.Add(&Request{ID: id, PromptLen: prompt, OutputLen: c.outputs, Arrival: int64(id)})
		}
		var got []Reason
		for range c.want {
			got = append(got, loop.Schedule().Refused)
			loop.Process()
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: refused for %v, want %v", name, got, c.want)
		}
	}
}

func TestEveryRefusalHasALimit(t *testing.T) {
	for r := range NumReasons {
		if none := r == NotRefused || r == ByHead; none != (r.Limit() == NoLimit) {
			t.Errorf("reason %d comes from %q", r, r.Limit())
		}
	}
}
