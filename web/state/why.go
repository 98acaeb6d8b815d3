package state

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Why is what the engine has explained of the result on show; nil for what it has not, or not yet.
type Why struct {
	Facts   *explain.Facts
	Request *explain.Request
	Step    *explain.Step
	Problem string // why something cannot be explained
}

// What a Question may be about.
const (
	AskFacts    = "facts"
	AskTimeline = "timeline" // the columns that the timeline draws; they never pass through here
	AskPinned   = "pinned"   // the same of the pinned run, to be drawn behind them
	AskRequest  = "request"
	AskStep     = "step"
)

// Question is something that the engine is to explain about a run.
type Question struct {
	ID   int
	What string
	At   Subject
	Job  Job // what ran
}

// Subject is the one thing of a run that a question is about; nothing where it is about all of it.
type Subject struct {
	Request int
	Step    metrics.StepRef
}

// factsAtMost is up to how many requests the tail of a run is explained unasked: to explain a run is to emulate it again.
const factsAtMost = 100_000

// FactsOnDemand says that the tail of the run on show is explained only when the reader asks.
func (a *App) FactsOnDemand() bool { return a.Result.Summary.Completed > factsAtMost }

// FactsCurrent says whether Why.Facts are of the result on show; after a run they are late.
func (a *App) FactsCurrent() bool { return a.factsOf == a.Result }

// ExplainTail asks for the tail of a long run.
func (a *App) ExplainTail() { a.ask(AskFacts, Subject{}, true) }

// asked is the last question of a kind.
type asked struct {
	id     int
	at     Subject
	result *Result
}

// Know takes what the build has found out about the opening result.
func (a *App) Know(facts *explain.Facts) {
	a.Why.Facts, a.factsOf = facts, a.Result
	a.asked[AskFacts] = asked{0, Subject{}, a.Result}
}

// Inspecting says whether the inspector is on show: always beside the timeline, beside the overview with a request.
func (a *App) Inspecting() bool {
	return !a.Absent() && (a.View.Page == PageTimeline || a.View.Page == PageOverview && a.View.Request != None)
}

// Chosen says whether the inspector is on show for a request or a step.
func (a *App) Chosen() bool {
	return a.Inspecting() && (a.View.Request != None || a.View.Step != None)
}

// CloseInspector lets go of what it explains. Beside the overview a step stays chosen for the other views.
func (a *App) CloseInspector() {
	a.setView(func(v *View) {
		v.Request = None
		if v.Page == PageTimeline {
			v.Step = None
		}
	})
}

// AskWhy asks the engine for what the page shows and has not been told. It is called whenever that may have changed.
func (a *App) AskWhy() {
	if !a.Ready || a.Running {
		return
	}
	v := &a.View
	a.ask(AskTimeline, Subject{}, v.Page == PageTimeline)
	if v.Page == PageTimeline && a.Comparing() && len(a.PinDiff()) > 0 {
		a.question(AskPinned, Subject{}, a.Pin.Scenario, a.Pin.Result)
	}
	a.ask(AskStep, Subject{Step: metrics.StepRef{Engine: v.Engine, Step: v.Step}}, v.Step != None && a.Inspecting())
	a.ask(AskRequest, Subject{Request: v.Request}, v.Request != None && a.Inspecting())
	a.ask(AskFacts, Subject{}, (v.Page == PageTimeline || v.Page == PageOverview) && !a.FactsOnDemand())
}

// ask asks about the run on show.
func (a *App) ask(what string, at Subject, wanted bool) {
	if wanted {
		a.question(what, at, a.Ran, a.Result)
	}
}

// question asks about a result and the scenario that gave it, once.
func (a *App) question(what string, at Subject, ran *scenario.Scenario, result *Result) {
	profile := a.Catalogue.Profile(ran.Profile)
	if last, known := a.asked[what]; profile == nil || known && last.at == at && last.result == result {
		return
	}
	a.questions++
	a.asked[what] = asked{a.questions, at, result}
	job := a.newJob(0, ran, profile)
	if result.Profile != "" { // one imported since, under the same id, explains nothing of this run
		job.Profile = result.Profile
	}
	a.host.Explain(Question{ID: a.questions, What: what, At: at, Job: job})
}

// Explained takes the engine's answer to a question, as JSON. Answers to questions of before are dropped.
func (a *App) Explained(id int, what string, answer []byte) {
	if a.asked[what].id != id {
		return
	}
	var target plainjson.Object
	switch what {
	case AskFacts:
		a.Why.Facts, a.factsOf = &explain.Facts{}, a.Result
		target = a.Why.Facts
	case AskRequest:
		a.Why.Request = &explain.Request{}
		target = a.Why.Request
	case AskStep:
		a.Why.Step = &explain.Step{}
		target = a.Why.Step
	default:
		return
	}
	a.Why.Problem = ""
	if err := plainjson.Unmarshal(answer, target); err != nil {
		a.Why.Problem = "The engine's answer cannot be read: " + err.Error()
	}
}

// Unexplained takes the reason for which a question has no answer.
func (a *App) Unexplained(id int, what, problem string) {
	if a.asked[what].id == id {
		a.Why.Problem = problem
	}
}

// Act does what a fact offers.
func (a *App) Act(action explain.Action) {
	switch {
	case action.Path != "":
		a.Try(action.Path, action.Value)
	case action.Step >= 0:
		a.setView(func(v *View) { v.Page, v.Engine, v.Step = PageTimeline, action.Engine, action.Step })
	default:
		a.setView(func(v *View) { v.Page, v.From, v.To = PageTimeline, action.FromS, action.ToS })
	}
}

// Try edits a field and runs, beside the run on show unless another is pinned already.
func (a *App) Try(path, value string) {
	a.step(func() {
		if a.Pin == nil {
			a.PinShown()
		}
		a.Edit(path, value)
	})
	if !a.Running && a.Problem(scenario.FieldAt(path)) == "" {
		a.Run()
	}
}

// StepBeside chooses the step before (-1) or after (1) the chosen one.
func (a *App) StepBeside(direction int) {
	step := min(max(0, a.View.Step+direction), a.Result.Summary.LLMEmu.Steps-1)
	a.SelectStep(metrics.StepRef{Engine: a.View.Engine, Step: step})
}

// ShowTail lists the slowest requests on the timeline.
func (a *App) ShowTail() {
	a.setView(func(v *View) { v.Page, v.Filter, v.From, v.To = PageTimeline, FilterTail, 0, 0 })
}

// Find chooses the request of which someone typed the number.
func (a *App) Find(text string) {
	a.FindProblem = ""
	id, err := parseID(text)
	if last := a.Result.Summary.Completed - 1; err != nil || id > last {
		a.FindProblem = "There are #0 to #" + format.Count(float64(last)) + "."
		return
	}
	a.setView(func(v *View) { v.Request, v.Filter = id, FilterAll })
	a.host.ZoomTo(id)
}

// shortestMoment is the least that the timeline shows around a moment, in seconds.
const shortestMoment = 0.01

// OpenMoment shows the timeline around a moment, as much of it as is asked for; both in seconds.
func (a *App) OpenMoment(at, around float64) {
	half := max(around, shortestMoment) / 2
	a.setView(func(v *View) { v.Page, v.From, v.To = PageTimeline, max(0, at-half), max(at, half)+half })
}

// parseID reads "214" or "#214".
func parseID(text string) (int, error) {
	id, err := strconv.ParseUint(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(text), "#"), ",", ""), 10, 31)
	return int(id), err
}
