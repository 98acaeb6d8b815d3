package bench

import (
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestModuleRunsAsTheEngineDoes drives the worker's WebAssembly module in Node: Time fails unless its digest is the
// native one.
func TestModuleRunsAsTheEngineDoes(t *testing.T) {
	selected, err := Select([]string{"S1"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Native(selected[0], 1)
	if err != nil {
		t.Fatal(err)
	}
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	module, err := BuildModule(root)
	if err != nil {
		t.Fatal(err)
	}
	defer module.Close()
	if err := module.Time(selected[0], 1, r); err != nil {
		t.Fatal(err)
	}
	if r.NativeMs <= 0 || r.WasmMs <= 0 || r.WasmColdMs <= 0 || r.PeakBytes <= 0 || r.Requests != 400 || r.Tokens != 400*128 {
		t.Errorf("%+v", r)
	}
	r.Digest = "another"
	if err := module.Time(selected[0], 1, r); err == nil {
		t.Error("another digest was taken")
	}
}

func TestScenariosAreValid(t *testing.T) {
	for _, s := range Scenarios() {
		if err := s.Scenario.Validate(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
	if _, err := Select([]string{"S99"}); err == nil {
		t.Error("an unknown scenario was taken")
	}
}

func TestMedian(t *testing.T) {
	if got := median([]float64{5, 1, 3}); got != 3 {
		t.Errorf("median %g, want 3", got)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("median %g, want 2.5", got)
	}
}

// BenchmarkRun is a whole run of each scenario, workload generation and report included.
func BenchmarkRun(b *testing.B) {
	for _, s := range Scenarios() {
		if s.Large {
			continue
		}
		in := scenariostest.Input(b, s.Scenario)
		b.Run(s.Name, func(b *testing.B) {
			b.ReportAllocs()
			steps := 0
			for b.Loop() {
				run, err := engine.Complete(in)
				if err != nil {
					b.Fatal(err)
				}
				steps = run.Report().Summary().LLMEmu.Steps
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(steps), "ns/step")
		})
	}
}
