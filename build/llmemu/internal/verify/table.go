package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/llmemu/playground/build/llmemu/internal/silicon"
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
	for i := range r.Groups {
		validateGroup(table[r.Groups[i].Profile], &r.Groups[i])
	}
	for i := range r.Points {
		p := &r.Points[i]
		switch record := table[p.Profile]; {
		case p.Fitted:
		case p.Stranger && record.Status == validation.Validated:
			addStranger(record, p)
		default:
			validate(record, p)
		}
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
	closedLoops = "The badge quotes the mean absolute error over the loops, the table their averages."
	// assumedFlags is what a reader has to know where nobody published the conditions.
	assumedFlags = "Engine flags and number of prompts of the measured loops are unknown and assumed; TTFT hangs on them."
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
	r.Metrics = append(r.Metrics, figures(result, run)...)
	if slices.ContainsFunc(result.Lines, func(l Line) bool { return l.FromQueue }) {
		r.Note = join(r.Note, countsFromQueue)
	}
	r.Note = join(r.Note, result.Note)
	r.Finish()
}

// addStranger adds a run of another engine to a profile that was compared with its own: the badge goes on quoting that.
func addStranger(r *validation.Record, result *Result) {
	engine, workload := result.parts()
	r.Metrics = append(r.Metrics, figures(result, engine)...)
	r.Note = join(r.Note, engine+", "+workload+": "+result.Note+".")
	r.FindWorst()
}

// figures are those that count from the client, with what others publish of theirs.
func figures(result *Result, run string) []validation.Figure {
	fromQueue := map[string]*float64{}
	for _, l := range result.Lines {
		if l.FromQueue {
			fromQueue[l.Key] = l.Published
		}
	}
	var list []validation.Figure
	for _, l := range result.Lines {
		if l.FromQueue {
			continue
		}
		f := validation.Figure{
			Run: run, Key: strings.TrimPrefix(strings.TrimPrefix(l.Key, "mean_"), "median_"), Stat: l.Stat,
			Measured: round(l.Measured), Emulated: round(l.Emulated), ErrorPct: round(l.ErrorPct), PublishedErrorPct: l.Published,
		}
		if published := fromQueue[l.Key]; published != nil && l.Stat == "mean" {
			f.PublishedErrorPct = published
		}
		list = append(list, f)
	}
	return list
}

// validateGroup adds closed loops to their profile's record.
func validateGroup(r *validation.Record, g *Group) {
	r.Status, r.Engine = validation.Validated, "vLLM "+g.Conditions.VLLMVersion
	r.On = fmt.Sprintf("%d closed loops", len(g.Results))
	r.Metrics = append(r.Metrics, g.figures()...)
	r.Note = join(r.Note, closedLoops)
	if g.Conditions.Assumed {
		r.Note = join(r.Note, assumedFlags)
	}
	r.Worst = g.worst()
	r.Finish()
	_, tpot := silicon.Deviations(g.Results)
	r.Headline.ErrorPct = round(100 * tpot.Absolute)
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
