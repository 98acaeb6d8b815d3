package verify

import (
	"fmt"
	"math"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/validation"
)

// Table is the report as the page's badges show it: a record for every bundled profile.
func (r *Report) Table() (validation.Table, error) {
	table := validation.Table{}
	for _, id := range profiles.IDs() {
		p, err := profiles.Load(id)
		if err != nil {
			return nil, err
		}
		table[id] = unvalidated(p)
	}
	for i := range r.Runs {
		validate(table[r.Runs[i].Profile], &r.Runs[i])
	}
	for i := range r.Points {
		validate(table[r.Points[i].Profile], &r.Points[i])
	}
	for i := range r.Groups {
		validateGroup(table[r.Groups[i].Profile], &r.Groups[i])
	}
	return table, nil
}

// unvalidated is the record of a profile that was compared with nothing yet.
func unvalidated(p *profile.Profile) *validation.Record {
	r := &validation.Record{Status: validation.Composed}
	if p.Kind == profile.KindSampled {
		r.Status = validation.Repaired
	}
	if p.Interconnect != nil {
		r.Note = "The interconnect between the GPUs is an assumption."
	}
	return r
}

const (
	// countsFromQueue explains the figures of others beside ours.
	countsFromQueue = "The other simulator counts TTFT and E2E from the engine's queue; here they count from the client."
	// closedLoops explains what is behind a group's figures.
	closedLoops = "Engine flags and number of prompts of the measured loops are unknown and assumed; TTFT hangs on them. " +
		"The badge quotes the mean absolute error over the loops, the table their averages."
)

// validate adds a run or a point to its profile's record.
func validate(r *validation.Record, result *Result) {
	engine, workload := result.parts()
	run := ""
	if r.Status == validation.Validated { // a second one: figures need a name, and the first ones get theirs
		for i := range r.Metrics {
			if r.Metrics[i].Run == "" {
				r.Metrics[i].Run = r.On
			}
		}
		run = workload
		r.On = "several workloads"
	} else {
		r.Status, r.Engine, r.On = validation.Validated, engine, workload
	}
	fromQueue := map[string]*float64{}
	for _, l := range result.Lines {
		if l.FromQueue {
			fromQueue[l.Key] = l.Published
		}
	}
	for _, l := range result.Lines {
		if l.FromQueue {
			continue
		}
		f := validation.Figure{
			Run: run, Key: strings.TrimPrefix(l.Key, "mean_"), Stat: l.Stat,
			Measured: round(l.Measured), Emulated: round(l.Emulated), ErrorPct: round(l.ErrorPct), PublishedErrorPct: l.Published,
		}
		if published := fromQueue[l.Key]; published != nil && l.Stat == "mean" {
			f.PublishedErrorPct = published
		}
		r.Metrics = append(r.Metrics, f)
	}
	if len(fromQueue) > 0 {
		r.Note = join(r.Note, countsFromQueue)
	}
	r.Note = join(r.Note, result.Note)
	r.Finish()
}

// validateGroup adds closed loops to their profile's record.
func validateGroup(r *validation.Record, g *Group) {
	r.Status, r.Engine = validation.Validated, strings.TrimSpace("vLLM "+g.VLLMVersion)
	r.On = fmt.Sprintf("%d closed loops", g.Rows)
	for _, key := range []string{"tpot_ms", "ttft_ms"} {
		mean := g.means[key]
		r.Metrics = append(r.Metrics, validation.Figure{
			Key: key, Stat: "mean", Measured: round(mean.Measured), Emulated: round(mean.Emulated),
			ErrorPct: round(100 * (mean.Emulated/mean.Measured - 1)),
		})
	}
	r.Note = join(r.Note, closedLoops)
	r.Finish()
	r.Headline.ErrorPct = round(100 * g.TPOT.Absolute)
}

// parts splits a title, "ENGINE on GPU, WORKLOAD".
func (r *Result) parts() (engine, workload string) {
	engine, rest, _ := strings.Cut(r.Title, " on ")
	_, workload, _ = strings.Cut(rest, ", ")
	return engine, workload
}

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }

// round keeps what a reader can use, so that the file changes where a figure does.
func round(v float64) float64 { return math.Round(v*1000) / 1000 }
