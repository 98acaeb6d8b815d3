package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "embed"

	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/scenarios"
)

// Result is how long a scenario takes, from its JSON (natively: its fields) to its summary: medians over the runs.
type Result struct {
	Name       string  `json:"name"`
	NativeMs   float64 `json:"native_ms"`
	WasmMs     float64 `json:"wasm_ms"`      // in Node, inside the WebAssembly module, which has run for seconds
	ChartsMs   float64 `json:"charts_ms"`    // the figures for the page's charts after it, in the same module
	WasmColdMs float64 `json:"wasm_cold_ms"` // the first run of a fresh process, the module already compiled
	WarmedMs   float64 `json:"warmed_ms"`    // the same after a short run, as the page makes one
	Requests   int     `json:"requests"`
	Tokens     int64   `json:"tokens"` // output tokens
	Steps      int     `json:"steps"`
	PeakBytes  int64   `json:"peak_bytes"` // memory of the WebAssembly module after the runs
	Digest     string  `json:"digest"`

	*Reference // what others take, where they were run
}

// NsPerStep is the native time of a step.
func (r *Result) NsPerStep() float64 { return r.NativeMs * 1e6 / float64(r.Steps) }

// Native times runs of a scenario on this machine.
func Native(s Scenario, runs int) (*Result, error) {
	in, err := scenarios.Input(s.Scenario)
	if err != nil {
		return nil, err
	}
	var times []float64
	r := &Result{Name: s.Name}
	for range runs + 1 {
		runtime.GC() // what one run leaves behind is not the next one's to collect
		began := time.Now()
		run, err := engine.Complete(in)
		if err != nil {
			return nil, err
		}
		summary := run.Report().Summary()
		times = append(times, float64(time.Since(began).Microseconds())/1000)
		r.Requests, r.Tokens, r.Steps, r.Digest = summary.Completed, summary.TotalOutputTokens, summary.LLMEmu.Steps, summary.LLMEmu.Digest
	}
	r.NativeMs = median(times[1:])
	return r, nil
}

//go:embed node.mjs
var nodeScript []byte

// Module is the engine as WebAssembly, built for timing.
type Module struct{ folder string }

// BuildModule compiles the engine. Close removes it.
func BuildModule(root string) (*Module, error) {
	folder, err := os.MkdirTemp("", "llmemu-bench-")
	if err != nil {
		return nil, err
	}
	m := &Module{folder}
	if err := site.CompileEngine(root, filepath.Join(folder, "engine.wasm"), func(message string) { fmt.Fprintln(os.Stderr, message) }); err != nil {
		m.Close()
		return nil, err
	}
	return m, os.WriteFile(filepath.Join(folder, "node.mjs"), nodeScript, 0o600)
}

// Close removes the module's files.
func (m *Module) Close() { os.RemoveAll(m.folder) }

// Time times runs of a scenario in a fresh Node process and puts the figures into r.
func (m *Module) Time(s Scenario, runs int, r *Result) error {
	profile, err := profiles.Raw(Profile)
	if err != nil {
		return err
	}
	var stream []byte // an empty file stands for none
	if name := s.Scenario.Workload.Stream(); name != "" {
		if stream, err = realruns.StreamFile(name); err != nil {
			return err
		}
	}
	for name, data := range map[string][]byte{"scenario.json": s.Scenario.JSON(), "profile.json": profile, "stream.json": stream} {
		if err := os.WriteFile(filepath.Join(m.folder, name), data, 0o600); err != nil {
			return err
		}
	}
	var figures struct {
		ColdMs       float64
		Ms, ChartsMs []float64
		PeakBytes    int64
		Digest       string
	}
	if err := m.node(runs, &figures); err != nil {
		return err
	}
	var warmed struct{ Ms float64 }
	if err := m.node(0, &warmed); err != nil {
		return err
	}
	if figures.Digest != r.Digest {
		return fmt.Errorf("%s has digest %s in WebAssembly and %s natively", s.Name, figures.Digest, r.Digest)
	}
	r.WasmColdMs, r.WarmedMs, r.WasmMs = figures.ColdMs, warmed.Ms, median(figures.Ms)
	r.ChartsMs, r.PeakBytes = median(figures.ChartsMs), figures.PeakBytes
	return nil
}

// node runs the script in a fresh process and reads the figures that it prints.
func (m *Module) node(runs int, figures any) error {
	wasmExec := filepath.Join(site.GoRoot(), "lib", "wasm", "wasm_exec.js")
	node := exec.Command("node", filepath.Join(m.folder, "node.mjs"), wasmExec, strconv.Itoa(runs))
	node.Dir = m.folder
	out, err := node.Output()
	if err != nil {
		return fmt.Errorf("node: %w\n%s", err, out)
	}
	if err := json.Unmarshal(out, figures); err != nil {
		return fmt.Errorf("node printed %s: %w", strings.TrimSpace(string(out)), err)
	}
	return nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
