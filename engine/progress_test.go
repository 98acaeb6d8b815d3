package engine_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// arrivals is a run of n requests of 256 tokens.
func arrivals(t *testing.T, n int64, rate float64) engine.Input {
	s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	w := &s.Workload
	w.NumPrompts, w.RequestRate, w.RandomInputLen, w.RandomOutputLen = n, scenario.Rate(rate), 512, 256
	return scenariostest.Input(t, s)
}

// TestProgress: what is said of a run on its way is of the requests that are finished, and time left is what the others take at
// their pace.
func TestProgress(t *testing.T) {
	run, err := engine.NewRun(arrivals(t, 2000, 40))
	if err != nil {
		t.Fatal(err)
	}
	if p := run.Progress(10); p.Finished != 0 || p.Steps != 0 || p.TTFTP50 != 0 || p.LeftMS != run.Expected().WallMS || p.MemoryBytes != run.Expected().Memory {
		t.Errorf("before it begins: %+v", p)
	}
	for run.Finished() < 500 {
		if _, err := run.Advance(100); err != nil {
			t.Fatal(err)
		}
	}
	p, log := run.Progress(300), run.Log()
	var ttfts []float64
	for id := range log.Arrived() {
		if log.Last[id] > 0 {
			ttfts = append(ttfts, log.TTFT(id))
		}
	}
	slices.Sort(ttfts)
	n := float64(run.Finished())
	if len(ttfts) != p.Finished || p.Finished != run.Finished() || p.Requests != 2000 || p.Steps != len(log.End) || p.Seconds != float64(log.End[p.Steps-1])/1e9 {
		t.Errorf("%d finished by the log: %+v", len(ttfts), p)
	}
	if want := 300 * (2000 - n) / n; math.Abs(p.LeftMS-want) > 1e-6 {
		t.Errorf("%g ms left, want %g", p.LeftMS, want)
	}
	if p.TTFTP50 < ttfts[len(ttfts)/2-1] || p.TTFTP50 > ttfts[len(ttfts)/2] || p.TTFTP99 < ttfts[len(ttfts)*98/100] || p.TTFTP99 > ttfts[len(ttfts)-1] {
		t.Errorf("TTFT p50 %g, p99 %g of %d from %g to %g", p.TTFTP50, p.TTFTP99, len(ttfts), ttfts[0], ttfts[len(ttfts)-1])
	}
}

// TestTooLongARunIsRefused at the field that makes it long, with what would do: and that many do.
func TestTooLongARunIsRefused(t *testing.T) {
	in := arrivals(t, 1_000_000, 1)
	_, err := engine.NewRun(in)
	var refused *scenario.Error
	if !errors.As(err, &refused) || refused.Path != "workload.num_prompts" {
		t.Fatalf("%v", err)
	}
	const want = "1,000,000 requests would take about 124,000,000 steps of the engine and 39.9 GB of memory; allowed: at most 10,000,000 steps, which about 80,600 of such requests take"
	if refused.Message != want {
		t.Errorf("%s", refused.Message)
	}
	in.Scenario.Workload.NumPrompts = 80_000
	if _, err := engine.NewRun(in); err != nil {
		t.Error(err)
	}
	one := arrivals(t, 1, 1)
	one.Scenario.Engine.MaxModelLen, one.Scenario.Engine.NumGPUBlocks = 1<<24, 1<<21
	one.Scenario.Workload.RandomOutputLen = 12_000_000
	if _, err := engine.NewRun(one); err == nil || strings.Contains(err.Error(), "such requests") {
		t.Errorf("a request that is too long for any run: %v", err)
	}
}
