package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"text/tabwriter"

	"github.com/llmemu/playground/build/llmemu/internal/bench"
	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/internal/format"
)

type benchCmd struct {
	JSON       string   `placeholder:"FILE" help:"Write JSON to FILE; - is standard output."`
	Runs       int      `default:"5" help:"Runs of each scenario after the one that warms up (default: ${default})."`
	References string   `placeholder:"FOLDER" help:"Time the references in FOLDER beside the engine: floor (Go) and peer-npm (from npm)."`
	Names      []string `arg:"" optional:"" name:"scenario" help:"S1 to S8; all but S7 where none is named."`
}

// Run times every scenario natively and in WebAssembly, and fails where the two differ in their digest.
func (c *benchCmd) Run() error {
	if c.Runs < 1 || c.Runs > 1000 {
		return fmt.Errorf("--runs: %d; allowed: 1 to 1,000", c.Runs)
	}
	selected, err := bench.Select(c.Names)
	if err != nil {
		return err
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	module, err := bench.BuildModule(root)
	if err != nil {
		return err
	}
	defer module.Close()
	var references *bench.References
	if c.References != "" {
		if references, err = bench.BuildReferences(c.References); err != nil {
			return err
		}
		defer references.Close()
	}
	var results []*bench.Result
	for _, s := range selected {
		r, err := bench.Native(s, c.Runs)
		if err != nil {
			return err
		}
		if err := module.Time(s, c.Runs, r); err != nil {
			return err
		}
		if references != nil {
			if r.Reference, err = references.Time(s, c.Runs); err != nil {
				return err
			}
		}
		results = append(results, r)
		fmt.Fprintf(os.Stderr, "%s: %s\n", s.Name, s.Doc)
	}
	if c.JSON == "" {
		return printBench(results)
	}
	data, err := json.Marshal(map[string]any{"scenarios": results})
	if err != nil {
		return err
	}
	return writeOutput(c.JSON, append(data, '\n'))
}

func printBench(results []*bench.Result) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tnative ms\tWASM ms\tcold ms\twarmed ms\tcharts ms\tsteps\tns/step\trequests/s\temulated tok/s\tWASM MB\t")
	for _, r := range results {
		perSecond := func(n float64) string { return format.Count(int64(n / r.NativeMs * 1000)) }
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%s\t%.0f\t%s\t%s\t%.0f\t\n", r.Name, r.NativeMs, r.WasmMs, r.WasmColdMs, r.WarmedMs, r.ChartsMs,
			format.Count(r.Steps), r.NsPerStep(), perSecond(float64(r.Requests)), perSecond(float64(r.Tokens)), float64(r.PeakBytes)/1e6)
	}
	if err := table.Flush(); err != nil || results[0].Reference == nil {
		return err
	}
	fmt.Fprintln(table, "\tfloor ms\tfloor WASM ms\tfloor steps\t× floor a step\tthe same, WASM\tpeer WASM ms\tpeer ÷ ours\t")
	for _, r := range results {
		f := r.Reference
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", r.Name, figure(f.FloorMs), figure(f.FloorWasmMs), figure(float64(f.FloorSteps)),
			figure(timesFloor(r, r.NativeMs, f.FloorMs)), figure(timesFloor(r, r.WasmMs, f.FloorWasmMs)), figure(f.PeerMs), figure(f.PeerMs/r.WasmMs))
	}
	return table.Flush()
}

// timesFloor is how many times the floor's time a step takes.
func timesFloor(r *bench.Result, ms, floorMs float64) float64 {
	if floorMs == 0 {
		return 0
	}
	return ms / float64(r.Steps) / (floorMs / float64(r.FloorSteps))
}

// figure writes a number, "" for one that was not measured.
func figure(v float64) string {
	if v == 0 {
		return ""
	}
	return format.Plain(math.Round(v*100) / 100)
}
