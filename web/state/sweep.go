package state

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/plainjson"
)

// Sweep is the sweep on show and the one under way.
type Sweep struct {
	Running   bool
	Cancelled bool
	Finished  int     // runs of the one under way
	Known     int     // runs known to be needed
	TookMs    float64 // so far, or in all
	Problem   string  // why it could not be carried out; "" if it could
	Outcome   *sweep.Outcome
	Swept     *scenario.Scenario // what Outcome varies

	base     *scenario.Scenario // what the one under way varies
	typed    map[string]string  // what was typed into the form, by the name of the input
	problems map[string]string  // why it cannot be used
	ran      string             // settings of the one on show, or under way
}

// LeftMs is about how long the sweep under way still takes, at the pace of the runs so far; 0 while it cannot be told.
func (w *Sweep) LeftMs() float64 {
	if w.Finished == 0 || w.TookMs <= tooShortMs {
		return 0
	}
	return w.TookMs * float64(w.Known-w.Finished) / float64(w.Finished)
}

// tooShortMs is a time after which nothing can be told of the rest.
const tooShortMs = 200

// planKind names a plan for the host.
const planSweep = "sweep"

// sweepUnhurriedMs is how long the last sweep may have taken for an edit to start the next by itself.
const sweepUnhurriedMs = 1500

// SweepAxis is the first axis of the sweep's settings: the view's, else the request rate around the scenario's own.
func (a *App) SweepAxis() sweep.Axis {
	if axis, err := sweep.ParseAxis(a.View.SweepX); err == nil {
		return axis
	}
	return a.defaultAxis(sweep.RateField)
}

// defaultAxis is where a sweep of a field begins. One that the scenario leaves open is swept around what its run took for it,
// the rate around what that run completed.
func (a *App) defaultAxis(field string) sweep.Axis {
	ran := a.Result.Summary
	usual, _ := a.Taken(field)
	switch field {
	case sweep.RateField:
		usual = ran.RequestThroughput
	case "workload.num_prompts":
		usual = float64(ran.NumPrompts)
	case "engine.max_model_len":
		if p := a.Profile(); p != nil {
			usual = float64(p.Sheet.Engine.MaxModelLen)
		}
	}
	axis := sweep.DefaultAxis(a.Scenario, field, usual)
	if f := scenario.FieldAt(field); f.Kind == scenario.Enum {
		axis.Choices = a.Options(f) // those that the profile knows
	}
	return axis
}

// SweepSecond is the second axis, nil for none.
func (a *App) SweepSecond() *sweep.Axis {
	if axis, err := sweep.ParseAxis(a.View.SweepY); err == nil {
		return &axis
	}
	return nil
}

// SweepProfiles are the profiles that the sweep runs on: the scenario's own, and those that were added.
func (a *App) SweepProfiles() []*Profile {
	list := []*Profile{}
	for _, id := range append([]string{a.Scenario.Profile}, strings.Split(a.View.SweepProfiles, ",")...) {
		if p := a.Catalogue.Profile(id); p != nil && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// SweepCandidates are the profiles that the scenario's can be compared with: those of the same model.
func (a *App) SweepCandidates() []*Profile {
	var list []*Profile
	own := a.Profile()
	for i := range a.Catalogue.Profiles {
		if p := &a.Catalogue.Profiles[i]; own != nil && p != own && p.Sheet.Model.Name == own.Sheet.Model.Name {
			list = append(list, p)
		}
	}
	return list
}

// sweepTitle is a profile's name beside its curve: its GPUs, and its dtype where the scenario's own has another.
func (a *App) sweepTitle(p *Profile) string {
	title := p.Sheet.GPU.Name
	if n := p.Sheet.Engine.TP; n > 1 {
		title += " ×" + strconv.FormatInt(n, 10)
	}
	if dtype := p.Sheet.Engine.Dtype; a.Profile() == nil || dtype != a.Profile().Sheet.Engine.Dtype {
		title += ", " + dtype
	}
	return title + p.yours()
}

// plan puts the settings together.
func (a *App) plan() sweep.Plan {
	plan := sweep.Plan{X: a.SweepAxis(), Y: a.SweepSecond(), Seeds: 1, Attainment: sweep.DefaultAttainment}
	if n, err := strconv.Atoi(a.View.SweepSeeds); err == nil {
		plan.Seeds = n
	}
	if share, err := strconv.ParseFloat(a.View.SweepShare, 64); err == nil {
		plan.Attainment = share / 100
	}
	plan.Prices = a.View.SweepPrice
	for _, p := range a.SweepProfiles() {
		plan.Profiles = append(plan.Profiles, sweep.Profile{ID: p.ID(), Title: a.sweepTitle(p), GPU: p.Sheet.GPU.Name, GPUs: p.Sheet.Engine.TP})
	}
	return plan
}

// RunSweep carries the sweep's settings out, in place of any sweep under way.
func (a *App) RunSweep() {
	w := &a.Sweep
	if a.Profile() == nil {
		w.Problem = missing(a.Scenario.Profile)
		return
	}
	plan := a.plan()
	w.Problem, w.Cancelled = "", false
	w.ran = a.sweepKey()
	err := a.Scenario.Validate()
	if err == nil {
		err = plan.Validate(a.Scenario)
	}
	if err != nil {
		a.host.CancelPlan(planSweep)
		w.Running, w.Problem = false, err.Error()
		return
	}
	text, err := plainjson.Marshal(&plan)
	if err != nil {
		w.Problem = err.Error()
		return
	}
	job := PlanJob{Kind: planSweep, Text: text, Scenarios: [][]byte{a.Scenario.JSON()}, Streams: []string{a.streamFile(a.Scenario)}, Profiles: map[string]string{}}
	for _, p := range a.SweepProfiles() {
		job.Profiles[p.ID()] = p.File
	}
	w.Running, w.Finished, w.Known, w.TookMs = true, 0, 0, 0
	w.base = a.Scenario.Clone()
	a.host.StartPlan(job)
}

// streamFile is the recorded stream that a scenario reads, "" for none.
func (a *App) streamFile(s *scenario.Scenario) string {
	if stream := a.Catalogue.Stream(s); stream != nil {
		return stream.File
	}
	return ""
}

// RunOrCancelSweep is the sweep's button.
func (a *App) RunOrCancelSweep() {
	if !a.Sweep.Running {
		a.RunSweep()
		return
	}
	a.host.CancelPlan(planSweep)
	a.Sweep.Running, a.Sweep.Cancelled = false, true
}

// sweepKey tells settings apart that a sweep has to run for.
func (a *App) sweepKey() string {
	s := a.Scenario.Clone()
	s.Name = ""
	v := &a.View
	return strings.Join([]string{string(s.JSON()), a.SweepAxis().String(), v.SweepY, v.SweepSeeds, v.SweepShare, v.SweepProfiles}, " ")
}

// SweepStale says whether the sweep on show belongs to other settings.
func (a *App) SweepStale() bool { return a.Sweep.ran != a.sweepKey() }

// keepSwept starts the sweep again where its page is on show and its settings have changed, if sweeps are quick. The first one is the
// reader's to start.
func (a *App) keepSwept() {
	if a.View.Page == PageSweep && a.Ready && a.Sweep.Outcome != nil && a.SweepStale() && a.View.AutoRun && a.Sweep.TookMs < sweepUnhurriedMs {
		a.RunSweep()
	}
}

// OpenSwept carries out the sweep that a link shows, as the page opens: who follows the link wants to see it.
func (a *App) OpenSwept() {
	if a.View.Page == PageSweep {
		a.RunSweep()
	}
}

// SweepsAway says whether a sweep goes on while another view is on show.
func (a *App) SweepsAway() bool { return a.Sweep.Running && a.View.Page != PageSweep }

// SweepNeeded is the request rate that is to be served; 0 where none was given.
func (a *App) SweepNeeded() float64 {
	rate, _ := strconv.ParseFloat(a.View.SweepNeed, 64) // link and form let nothing else in
	return rate
}

// SweepRuns is how many runs the sweep's settings take, without those of its searches; and about how long on one thread, in milliseconds.
func (a *App) SweepRuns() (runs int, ms float64) {
	plan := a.plan()
	if plan.Validate(a.Scenario) != nil {
		return 0, 0
	}
	runs = plan.Runs()
	return runs, float64(runs) * a.runPace.expect(a.Scenario)
}

// PlanOutcome takes what a plan has come to so far, the header of its packed outcome. It says whether that is to be shown:
// a sweep without points leaves the one before on show.
func (a *App) PlanOutcome(kind string, header []byte, done bool, tookMs float64) bool {
	if kind == planCompare {
		a.noise(header, done)
		return true
	}
	w := &a.Sweep
	outcome, err := sweep.ReadHeader(header)
	if err != nil {
		w.Problem, w.Running = "The engine's answer cannot be read: "+err.Error(), false
		return false
	}
	w.Running = !done
	if !math.IsNaN(tookMs) { // other prices take no time
		w.TookMs = tookMs
	}
	w.Finished, w.Known = outcome.Finished, outcome.Known
	if w.Outcome != nil && !done && !slices.ContainsFunc(outcome.Lines, func(l sweep.Line) bool { return l.Count > 0 }) {
		return false
	}
	w.Outcome, w.Swept = outcome, w.base
	return true
}

// PlanFailed takes why a plan cannot go on.
func (a *App) PlanFailed(kind, problem string) {
	if kind == planCompare {
		if a.Pin != nil {
			a.Pin.Running, a.Pin.Problem = false, problem
		}
		return
	}
	a.Sweep.Running, a.Sweep.Problem = false, problem
}

// RunShown runs what the page on show is about.
func (a *App) RunShown() {
	if a.View.Page == PageSweep {
		a.RunSweep()
		return
	}
	a.host.KeepEdits()
	a.Run()
}

// OpenPoint runs the scenario at a value of the swept field, and shows it over time.
func (a *App) OpenPoint(value float64) {
	a.step(func() {
		a.Edit(a.Sweep.Outcome.Field, strconv.FormatFloat(value, 'g', -1, 64))
		a.SetPage(PageTimeline)
	})
	a.Run()
}
