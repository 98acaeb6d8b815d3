package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/llmemu/playground/build/llmemu/internal/bench"
	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/engine/scenario"
)

type benchCmd struct {
	JSON  string   `placeholder:"FILE" help:"Write JSON to FILE; - is standard output."`
	Runs  int      `default:"5" help:"Runs of each scenario after the one that warms up (default: ${default})."`
	Names []string `arg:"" optional:"" name:"scenario" help:"S1 to S8; all but S7 where none is named."`
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
	var results []*bench.Result
	for _, s := range selected {
		r, err := bench.Native(s, c.Runs)
		if err != nil {
			return err
		}
		if err := module.Time(s, c.Runs, r); err != nil {
			return err
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
	fmt.Fprintln(table, "\tnative ms\tWASM ms\tcold ms\tsteps\tns/step\trequests/s\temulated tok/s\tWASM MB\t")
	for _, r := range results {
		perSecond := func(n float64) string { return scenario.FormatNumber(float64(int64(n / r.NativeMs * 1000))) }
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t%s\t%.0f\t%s\t%s\t%.0f\t\n", r.Name, r.NativeMs, r.WasmMs, r.WasmColdMs,
			scenario.FormatNumber(float64(r.Steps)), r.NsPerStep(), perSecond(float64(r.Requests)), perSecond(float64(r.Tokens)), float64(r.PeakBytes)/1e6)
	}
	return table.Flush()
}
