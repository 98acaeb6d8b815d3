package bench

import (
	"runtime"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/scenarios"
)

// TestMemoryIsAsExpected holds the memory that a run is expected to take to what it holds at its end, with its report and its packed
// result: that is less, by what was thrown away on the way and not yet collected.
func TestMemoryIsAsExpected(t *testing.T) {
	selected, err := Select([]string{"S3", "S5"})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range selected {
		in, err := scenarios.Input(s.Scenario)
		if err != nil {
			t.Fatal(err)
		}
		before := held()
		run, err := engine.Complete(in)
		if err != nil {
			t.Fatal(err)
		}
		report := run.Report()
		packed, err := report.Pack(report.Summary(), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, expected := held()-before, run.Expected().Memory
		runtime.KeepAlive(report)
		runtime.KeepAlive(packed)
		t.Logf("%s holds %.0f MB at its end, expected were %.0f", s.Name, got/1e6, expected/1e6)
		if got > expected || got < expected/4 {
			t.Errorf("%s holds %.0f MB at its end, expected were %.0f", s.Name, got/1e6, expected/1e6)
		}
	}
}

// held is what the heap holds, in bytes.
func held() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
