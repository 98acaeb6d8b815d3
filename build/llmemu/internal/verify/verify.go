// Package verify runs every emulation for which something was measured on real hardware, and says how far it is off.
package verify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/scenarios"
)

// Report is everything that was verified.
type Report struct {
	Runs   []Result // runs of which every request was recorded
	Points []Result // benchmarks of which means were published
	Groups []Group  // closed loops on silicon
}

// All verifies every measurement for which a profile is bundled.
func All() (*Report, error) {
	r := &Report{}
	var err error
	if r.Runs, err = RealRuns(); err != nil {
		return nil, err
	}
	if r.Points, err = Points(); err != nil {
		return nil, err
	}
	if r.Groups, err = Groups(); err != nil {
		return nil, err
	}
	return r, nil
}

// Markdown is the report as tables, what the badges of its table say first.
func (r *Report) Markdown(badges validation.Table) string {
	var out strings.Builder
	out.WriteString("\n| profile | its badge |\n|---|---|\n")
	for _, id := range slices.Sorted(maps.Keys(badges)) {
		title, sentence := badges[id].Badge()
		fmt.Fprintf(&out, "| `%s` | %s: %s |\n", id, title, sentence)
	}
	for i := range r.Runs {
		out.WriteString(r.Runs[i].Markdown())
	}
	for i := range r.Points {
		out.WriteString(r.Points[i].Markdown())
	}
	out.WriteString(groupsMarkdown(r.Groups))
	return out.String()
}

// Result compares one measured run with its emulation.
type Result struct {
	Profile string // id
	Title   string // engine, GPU and workload
	Note    string // what a reader has to know of the measurement; may be empty
	Lines   []Line

	Stranger bool // the engine was another than the profile's
	Fitted   bool // something in the emulation was chosen by it: it judges nothing
}

// Line is one figure of a Result.
type Line struct {
	metrics.Deviation
	Label     string   // the metric for people: "TTFT, client (ms)"
	FromQueue bool     // counts from the engine's queue and not from the client
	Published *float64 // error in percent that others publish on the same run; nil where nobody did
}

var labels = map[string]string{
	"ttft_ms": "TTFT, client (ms)", "tpot_ms": "TPOT (ms)", "e2el_ms": "E2E, client (ms)", "output_throughput": "output (tok/s)",
	"mean_ttft_ms": "TTFT, client (ms)", "mean_tpot_ms": "TPOT (ms)", "mean_e2el_ms": "E2E, client (ms)",
	"median_ttft_ms": "TTFT, client (ms)", "median_tpot_ms": "TPOT (ms)",
}

// RealRuns verifies the bundled runs of vLLM on real GPUs.
func RealRuns() ([]Result, error) {
	var results []Result
	for _, id := range scenarios.IDs() {
		measured, err := realruns.Run(id)
		if err != nil {
			return nil, err
		}
		if measured == nil {
			continue
		}
		s, err := scenarios.Load(id)
		if err != nil {
			return nil, err
		}
		result, err := RealRun(s, measured)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		results = append(results, *result)
	}
	return results, nil
}

// RealRun emulates a scenario and compares it with the run that was measured under it.
func RealRun(s *scenario.Scenario, measured *metrics.Measured) (*Result, error) {
	in, err := scenarios.Input(s)
	if err != nil {
		return nil, err
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, err
	}
	report := run.Report()
	result := &Result{Profile: s.Profile, Title: measured.Title}
	published := measured.Published
	for _, d := range report.Compare(measured).Metrics {
		line := Line{Deviation: d, Label: labels[d.Key]}
		if published != nil && d.Key == "tpot_ms" && d.Stat == "mean" {
			line.Published = &published.TPOTPct
		}
		result.Lines = append(result.Lines, line)
	}
	for i, d := range report.CompareFromQueue(measured) {
		line := Line{Deviation: d, FromQueue: true, Label: [...]string{"TTFT from queued_ts (ms)", "E2E from queued_ts (ms)"}[i]}
		if published != nil {
			line.Published = [...]*float64{&published.TTFTPct, &published.E2ELPct}[i]
		}
		result.Lines = append(result.Lines, line)
	}
	return result, nil
}
