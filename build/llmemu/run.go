package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/scenarios"
)

type runCmd struct {
	Scenario string `arg:"" help:"A scenario file, - for standard input, a playground link, or an id of llmemu scenario list."`
	JSON     string `placeholder:"FILE" help:"Write the keys of vllm bench serve --save-result to FILE; - is standard output."`
	Detailed bool   `help:"With --json: add every request's latencies and token gaps, and the series by the second (by longer intervals after 5,000 s)."`
	Profile  string `placeholder:"FILE" help:"Use the profile, LLM-Emu pack or step trace in FILE instead of the scenario's profile."`
}

// Run reads and checks everything before it writes anything.
func (c *runCmd) Run() error {
	if c.Detailed && c.JSON == "" {
		return errors.New("--detailed: without --json there is nothing that it adds to; allowed: with --json")
	}
	s, err := readScenario(c.Scenario)
	if err != nil {
		return err
	}
	input := engine.Input{Scenario: s}
	if input.Profile, err = readProfile(c.Profile, s.Profile); err != nil {
		if c.Profile == "" {
			err = in(c.Scenario, err)
		}
		return err
	}
	s.Profile = input.Profile.ID // that of --profile, where it is given
	if input.Stream, err = realruns.Stream(s.Workload.Stream()); err != nil {
		return err
	}
	began := time.Now()
	run, err := engine.NewRun(input)
	if err != nil {
		return in(c.Scenario, err)
	}
	announce(os.Stderr, run.Expected())
	if _, err = run.Advance(math.MaxInt); err != nil {
		return in(c.Scenario, err)
	}
	report := run.Report()
	summary := report.Summary()
	summary.Date = began.Format("20060102-150405") // as vLLM writes it
	summary.LLMEmu.WallMS = float64(time.Since(began).Microseconds()) / 1000
	if c.JSON != "" {
		return c.writeJSON(report, summary)
	}
	measured, err := scenarios.Measured(s)
	if err != nil {
		return err
	}
	var comparison *metrics.Comparison
	if measured != nil {
		comparison = report.Compare(measured)
	}
	return printSummary(os.Stdout, summary, comparison)
}

// announce says what a run is expected to take, where that is long enough for somebody to wait for it.
func announce(w io.Writer, e engine.Expected) {
	const asInABrowser = 3 // times as long as natively
	if ms := e.WallMS / asInABrowser; ms > 1000 {
		fmt.Fprintf(w, "%s, about %s steps of the engine: some %s and %s GB of memory\n", format.Of(e.Requests, "request"), format.Count(e.Steps), format.Duration(ms), format.Number(e.Memory/1e9))
	}
}

func (c *runCmd) writeJSON(report *metrics.Report, summary *metrics.Summary) error {
	var result any = summary
	if c.Detailed {
		result = detailed{summary, report.Detail()}
	}
	data, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return writeOutput(c.JSON, append(data, '\n'))
}

// detailed joins a summary and its details in one JSON object.
type detailed struct {
	summary *metrics.Summary
	detail  *metrics.Detail
}

func (d detailed) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(d.summary)
	if err != nil {
		return nil, err
	}
	tail, err := json.Marshal(d.detail)
	if err != nil {
		return nil, err
	}
	head[len(head)-1] = ','
	return append(head, tail[1:]...), nil
}
