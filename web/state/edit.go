package state

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/internal/format"
)

// Text is what the input of a field shows: what was typed, so that nothing moves under the cursor, else its value.
func (a *App) Text(f *scenario.Field) string {
	if typed, ok := a.typed[f.Path()]; ok {
		return typed
	}
	return Spell(f, a.Scenario)
}

// Spell writes the value of a field in s for people: numbers with thousands commas.
func Spell(f *scenario.Field, s *scenario.Scenario) string {
	text := f.Text(s)
	if v, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(v, 0) {
		return format.Plain(v)
	}
	return text
}

// Options are the values of an Enum that can be chosen: those that the profile knows, and the scenario's own.
func (a *App) Options(f *scenario.Field) []string {
	if f.Path() != "engine.kv_cache_dtype" || a.Profile() == nil {
		return f.Options
	}
	known := servercfg.KVCacheDTypes(&a.Profile().Sheet)
	if own := f.Text(a.Scenario); !slices.Contains(known, own) {
		known = append(known, own)
	}
	return known
}

// Problem is what is wrong with a field's input, "" if nothing.
func (a *App) Problem(f *scenario.Field) string {
	if problem := a.problems[f.Path()]; problem != "" {
		return problem
	}
	return a.objections[f.Path()]
}

// IsChanged says whether a field differs from the scenario that the edits began with.
func (a *App) IsChanged(f *scenario.Field) bool { return !f.Same(a.Base, a.Scenario) }

// Touched says whether a field is the one being edited, or still holds text that it cannot use.
func (a *App) Touched(f *scenario.Field) bool {
	_, typed := a.typed[f.Path()]
	return typed
}

// Edit reads the text of a field's input. A value that the field cannot hold is kept as text, with the reason beside it.
func (a *App) Edit(path, text string) {
	f := scenario.FieldAt(path)
	maps.DeleteFunc(a.typed, func(other, _ string) bool { return a.problems[other] == "" }) // those are done with
	a.typed[path] = text
	set := *a.Scenario // its list of requests is shared: nothing changes one in place
	set.Upgrade(f.Since)
	if err := f.SetText(&set, text); err != nil {
		a.problems[path] = at(err).Message
		return
	}
	delete(a.problems, path)
	typing := path
	if f.Kind == scenario.Bool || f.Kind == scenario.Enum || path == "profile" {
		typing = ""
	}
	a.change(&set, path, typing)
}

// change puts an edited scenario in place. path is the field that was edited, "" where it is several; for typing see remember.
func (a *App) change(to *scenario.Scenario, path, typing string) {
	before, upgraded := a.moment(), to.Version > a.Scenario.Version
	*a.Scenario = *to
	a.fit(path)
	a.remember(before, typing)
	a.edited()
	if upgraded && a.Notice == "" {
		a.Notice = upgradeNote
	}
}

// upgradeNote says what became of a scenario whose version did not have the field that was edited.
const upgradeNote = "This is a scenario of version 2 now: the defaults that it had from version 1 are written out, so that nothing else changes."

// fit makes the fields that hang on an edited one suit it, so that one choice does not take three edits.
func (a *App) fit(path string) {
	w := &a.Scenario.Workload
	if path == "workload.dataset" {
		w.Requests = nil
		if w.Dataset == scenario.DatasetRequests {
			w.Requests = a.Base.Clone().Workload.Requests
		}
		if w.Recorded() {
			w.RampUpStrategy = ""
		}
	}
	if w.RampUpStrategy == "" {
		w.RampUpStartRPS, w.RampUpEndRPS = 0, 0
		delete(a.typed, "workload.ramp_up_start_rps")
		delete(a.typed, "workload.ramp_up_end_rps")
	}
}

// Toggle turns a true-or-false field over.
func (a *App) Toggle(path string) {
	value := "true"
	if scenario.FieldAt(path).Text(a.Scenario) == value {
		value = "false"
	}
	a.Edit(path, value)
	delete(a.typed, path)
}

// Reject reports a paste too long to be looked at. It came to the page's edge only, and not here.
func (a *App) Reject(path string, length int) {
	a.problems[path] = format.Count(float64(length)) + " characters pasted; a value has at most " + format.Count(scenario.MaxValueText)
}

// Reset undoes every edit.
func (a *App) Reset() {
	before := a.moment()
	a.setBase(a.BaseID, a.Base)
	a.remember(before, "")
	a.edited()
}

// Choose starts over from a bundled scenario.
func (a *App) Choose(id string) {
	if b := a.Catalogue.Bundled(id); b != nil {
		before := a.moment()
		a.setBase(b.ID, b.Parse())
		a.remember(before, "")
		a.step(a.writeAddress)
		a.Run()
	}
}

// ChooseProfile changes the profile alone.
func (a *App) ChooseProfile(id string) { a.Edit("profile", id) }

// ChooseHardware changes the profile to the one of id's hardware that is most like it.
func (a *App) ChooseHardware(id string) {
	to := a.Catalogue.Profile(id)
	if from := a.Profile(); from != nil {
		to = a.Catalogue.Likest(from, to)
	}
	a.ChooseProfile(to.ID())
}

// edited follows every change of the scenario.
func (a *App) edited() {
	a.Notice, a.Status = "", ""
	a.bringBack()
	clear(a.objections)
	if err := a.Scenario.Validate(); err != nil {
		a.object(err)
		return
	}
	a.writeAddress()
	if a.runsByItself(a.Scenario) {
		a.Run()
	}
	a.keepSwept()
}

// object shows an error at its field, or above the results where it has none.
func (a *App) object(err error) {
	if e := at(err); scenario.FieldAt(e.Path) != nil {
		a.objections[e.Path] = e.Message
	} else {
		a.Notice = err.Error()
	}
}

// at is err as an error that may name a field.
func at(err error) *scenario.Error {
	var e *scenario.Error
	if errors.As(err, &e) {
		return e
	}
	return &scenario.Error{Message: err.Error()}
}
