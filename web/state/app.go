// Package state is the page's one state: the scenario being edited, the last good result, and what the reader chose to
// see. It knows nothing of the DOM. Components read it, their events call its methods, and a Host carries out what
// reaches beyond it. The engine's figures are shown as they come: nothing is computed here.
package state

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
)

// App is the state of the page.
type App struct {
	Catalogue *Catalogue
	Scenario  *scenario.Scenario // as edited, always valid field by field
	Base      *scenario.Scenario // what edits are counted against
	BaseID    string             // its id in the catalogue; "" for a scenario that was opened
	Result    *Result            // the last good run
	Ran       *scenario.Scenario // what Result belongs to

	Sweep    Sweep
	Pin      *Pin // nil where nothing is pinned
	View     View
	Live     Live
	Why      Why              // what the engine says about Result
	Ready    bool             // inputs work: the page's own code has arrived
	Running  bool             //
	Progress *engine.Progress // of the run under way, where it is a long one
	Status   string           // what the last action came to, said in the header
	Notice   string           // a message that belongs to no field

	LastRemoved string // id of the profile of one's own that was removed last, "" for none

	FindProblem string // why the request that was typed cannot be found

	entered    map[string]bool // pages that were on show
	stepping   bool            // a step of the reader is under way,
	visited    bool            // and has its entry in the browser's history
	host       Host
	typed      map[string]string   // what was typed into inputs, by field path
	problems   map[string]string   // why a field cannot hold it
	objections map[string]string   // why the settings together, or the engine, refuse a field's value
	job        int                 // id of the last run started
	cancelled  int                 // answers of runs up to this one are not wanted
	removed    map[string]*Removal // profiles that can be brought back, by id
	readBy     map[int]string      // file of the profile, by the job that was started with it
	runPace    pace                // how fast runs were lately
	history    history
	asked      map[string]asked // the last question of each kind
	questions  int              // how many there were
	factsOf    *Result          // what Why.Facts explain
}

// New makes the state of a page that shows the result of the catalogue's first scenario.
func New(host Host, catalogue *Catalogue, result *Result) *App {
	opening := &catalogue.Scenarios[0]
	a := &App{Catalogue: catalogue, host: host, Result: result, View: defaultView, Live: Live{Speed: 1}, asked: map[string]asked{}, readBy: map[int]string{}, removed: map[string]*Removal{}, entered: map[string]bool{PageOverview: true}}
	a.setBase(opening.ID, opening.Parse())
	a.Ran = a.Scenario.Clone()
	return a
}

// setBase makes s the scenario being edited, unchanged so far.
func (a *App) setBase(id string, s *scenario.Scenario) {
	a.Base, a.BaseID, a.Scenario = s, id, s.Clone()
	a.typed, a.problems, a.objections = map[string]string{}, map[string]string{}, map[string]string{}
	a.Notice = ""
}

// Profile is the profile of the scenario being edited, nil where the site does not carry it.
func (a *App) Profile() *Profile { return a.Catalogue.Profile(a.Scenario.Profile) }

// Stale says whether the result belongs to other settings than those shown.
func (a *App) Stale() bool { return len(scenario.Diff(a.Ran, a.Scenario)) > 0 }

// MainClass is the class of a view that shows the result: whether it belongs to other settings, or to a run under way.
func (a *App) MainClass() string {
	class := "main" + a.AbsentClass()
	if a.Stale() {
		class += " main-stale"
	}
	if a.Running {
		class += " main-running"
	}
	if a.Stale() && a.Progress != nil {
		class += " main-under-way"
	}
	return class
}

// AbsentClass is added to the class of a view that shows a run: of a scenario without its profile there is none.
func (a *App) AbsentClass() string {
	if a.Absent() {
		return " main-absent"
	}
	return ""
}

// Changed lists the fields in which the scenario differs from the one it began as.
func (a *App) Changed() []*scenario.Field { return scenario.Diff(a.Base, a.Scenario) }

// MeasuredDiff lists the fields in which s is not the run of a real engine on its profile, nil where none was measured.
func (a *App) MeasuredDiff(s *scenario.Scenario) []*scenario.Field {
	validated := a.Catalogue.Validated(s.Profile)
	if validated == nil {
		return nil
	}
	return scenario.RunDiff(validated.Parse(), s)
}

// Comparable says whether the measured figures are of the very settings that ran.
func (a *App) Comparable() bool { return a.Result.Measured != nil && len(a.MeasuredDiff(a.Ran)) == 0 }
