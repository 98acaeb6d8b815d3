package state

import (
	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
)

// Pin is the run that later ones are compared with, called A. The run on show is B.
type Pin struct {
	Scenario *scenario.Scenario
	Result   *Result // nil while it runs
	Problem  string  // why it could not

	// Noise is the comparison over several seeds, nil before there is one for the run on show.
	Noise    *compare.Outcome
	Running  bool
	Finished int
	Known    int

	file  string  // of the profile, where the run is still to come
	of    *Result // the B of the comparison under way, or of the last one
	shown *Result // the B of Noise
}

const planCompare = "compare"

// maxPinText bounds the pinned scenario in a link.
const maxPinText = 8 << 10

// TogglePin pins the run on show, or lets go of the pinned one.
func (a *App) TogglePin() {
	if a.Pin != nil {
		a.Unpin()
		return
	}
	a.PinShown()
}

// PinShown pins the run on show, in place of any pinned before.
func (a *App) PinShown() {
	if a.Pin != nil {
		a.host.CancelPlan(planCompare)
	}
	a.Pin = &Pin{Scenario: a.Ran.Clone(), Result: a.Result}
	a.host.Pin()
	a.Status = "Run pinned as A"
	text, err := links.Encode(a.Ran)
	if err != nil || len(text) > maxPinText {
		text = ""
		a.Status = "Run pinned as A; its scenario is too long for the link"
	}
	a.setView(func(v *View) { v.Pinned = text })
}

// Unpin ends the comparison.
func (a *App) Unpin() {
	a.letGo()
	a.setView(func(v *View) { v.Pinned = "" })
}

func (a *App) letGo() {
	a.Pin = nil
	a.host.CancelPlan(planCompare)
	a.host.Unpin()
}

// ShowComparison goes to the table of differences.
func (a *App) ShowComparison() {
	a.SetPage(PageOverview)
	a.host.Reveal("comparison")
}

// followPin pins the scenario of the link in place of any pinned before, and has it run.
func (a *App) followPin() {
	text := a.View.Pinned
	if a.Pin != nil {
		a.letGo()
	}
	if text == "" {
		return
	}
	a.View.Pinned = ""
	if len(text) > maxPinText {
		a.Notice = "The link's pinned scenario has " + format.Count(float64(len(text))) + " bytes; allowed: at most " + format.Count(maxPinText)
		return
	}
	s, err := links.Decode(text)
	if err != nil {
		a.Notice = "The link's pinned scenario cannot be opened: " + err.Error()
		return
	}
	profile := a.Catalogue.Profile(s.Profile)
	if profile == nil {
		a.Notice = missing(s.Profile)
		return
	}
	a.View.Pinned = text
	a.Pin = &Pin{Scenario: s, file: profile.File}
	a.host.RunPinned(Job{Scenario: s.JSON(), Profile: profile.File, Stream: a.streamFile(s)})
}

// Pinned takes the header of the pinned run's result, or why there is none.
func (a *App) Pinned(header []byte, problem string) {
	if a.Pin == nil {
		return
	}
	if problem != "" {
		a.Pin.Problem = problem
		return
	}
	result, err := ParseResult(header)
	if err != nil {
		a.Pin.Problem = err.Error()
		return
	}
	result.Profile = a.Pin.file
	a.Pin.Result = result
	a.compareQuick()
	a.AskWhy()
}

// Comparing says whether there are an A and a B with something to compare.
func (a *App) Comparing() bool { return a.Pin != nil && a.Pin.Result != nil }

// PinDiff lists the fields in which the run on show differs from the pinned one.
func (a *App) PinDiff() []*scenario.Field { return scenario.Diff(a.Pin.Scenario, a.Ran) }

// compareQuick runs the comparison over several seeds where that takes no time that anybody would notice.
func (a *App) compareQuick() {
	if a.Comparing() && !a.Running && !a.Stale() && a.Pin.of != a.Result && a.runsByItself(a.Ran) {
		a.CompareSeeds()
	}
}

// CompareSeeds runs A and B with several seeds.
func (a *App) CompareSeeds() {
	p := a.Pin
	a.host.CancelPlan(planCompare)
	p.Running, p.Problem, p.of = false, "", a.Result
	if len(a.PinDiff()) == 0 {
		p.Noise = nil
		return
	}
	job := PlanJob{Kind: planCompare, Text: []byte("{}"), Profiles: map[string]string{}}
	for _, s := range []*scenario.Scenario{p.Scenario, a.Ran} {
		profile := a.Catalogue.Profile(s.Profile)
		if profile == nil {
			p.Problem = missing(s.Profile)
			return
		}
		job.Scenarios = append(job.Scenarios, s.JSON())
		job.Streams = append(job.Streams, a.streamFile(s))
		job.Profiles[s.Profile] = profile.File
	}
	p.Running, p.Finished, p.Known = true, 0, 2*compare.Seeds
	a.host.StartPlan(job)
}

// noise takes what the comparison has come to so far.
func (a *App) noise(header []byte, done bool) {
	p := a.Pin
	if p == nil {
		return
	}
	outcome, err := compare.ReadHeader(header)
	if err != nil {
		p.Problem, p.Running = err.Error(), false
		return
	}
	p.Running, p.Problem, p.Finished, p.Known = !done, outcome.Problem, outcome.Finished, outcome.Known
	if done && outcome.Problem == "" {
		p.Noise, p.shown = outcome, p.of
	}
}

// NoiseStale says whether the comparison on show belongs to another run than the one on show.
func (a *App) NoiseStale() bool { return a.Pin != nil && a.Pin.Noise != nil && a.Pin.shown != a.Result }
