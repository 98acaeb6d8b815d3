package state

import (
	"maps"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
)

// Run starts the engine on the scenario as it stands. A run under way is replaced.
func (a *App) Run() {
	a.Notice = ""
	clear(a.objections)
	if err := a.Scenario.Validate(); err != nil {
		a.object(err)
		return
	}
	profile := a.Profile()
	if profile == nil {
		a.objections["profile"] = "not here"
		a.Notice = missing(a.Scenario.Profile)
		return
	}
	a.job++
	a.Running, a.Status, a.Progress = true, "", nil
	a.readBy[a.job] = profile.File
	a.host.Run(a.newJob(a.job, a.Scenario, profile))
}

// WarmUp runs the engine once for nothing while the reader looks at the page. The browser compiles as it goes: a first
// run takes three times as long, and would keep edits from running by themselves.
func (a *App) WarmUp() {
	if profile := a.Profile(); profile != nil && !a.Running {
		a.host.WarmUp(a.newJob(0, a.Scenario, profile))
	}
}

func (a *App) newJob(id int, s *scenario.Scenario, profile *Profile) Job {
	job := Job{ID: id, Scenario: s.JSON(), Profile: profile.File}
	if stream := a.Catalogue.Stream(s); stream != nil {
		job.Stream = stream.File
	}
	if validated := a.Catalogue.Validated(s.Profile); validated != nil && s.Workload.Dataset == scenario.DatasetShareGPT {
		job.Measured = validated.Measured
	}
	return job
}

// RunOrCancel is the Run button.
func (a *App) RunOrCancel() {
	if !a.Running {
		a.host.KeepEdits()
		a.Run()
		return
	}
	a.host.Cancel()
	a.cancelled = a.job
	a.Running, a.Progress = false, nil
	a.Status = "Run cancelled"
	a.AskWhy()
}

// Finish takes the header of a run's packed result, be it the last run or one before it: while settings change, results
// keep coming. It reports whether the result is wanted.
func (a *App) Finish(id int, scenarioJSON, header []byte, tookMs float64) bool {
	if id <= a.cancelled {
		return false
	}
	if a.Running = id != a.job; !a.Running {
		a.Progress = nil
	}
	ran, err := scenario.Parse(scenarioJSON)
	if err != nil {
		a.object(err)
		return false
	}
	result, err := ParseResult(header)
	if err != nil {
		a.Notice = "The engine's answer cannot be read: " + err.Error()
		return false
	}
	result.Profile = a.readBy[id]
	maps.DeleteFunc(a.readBy, func(job int, _ string) bool { return job <= id })
	a.Result, a.Ran = result, ran
	a.runPace.took(ran, tookMs)
	a.Status = ""
	a.compareQuick()
	a.keepChosen()
	if a.FactsOnDemand() {
		a.Why.Facts = nil
	}
	a.AskWhy()
	return true
}

// Fail takes the engine's objection to a run. The last good result stays.
func (a *App) Fail(id int, path, text string) {
	if id != a.job || id <= a.cancelled {
		return
	}
	a.Running, a.Progress = false, nil
	a.Status = "Run failed"
	a.AskWhy()
	a.object(&scenario.Error{Path: path, Message: strings.TrimPrefix(text, path+": ")})
}

// Simulated says in the header how much the run covered.
func (a *App) Simulated() string {
	s := &a.Result.Summary
	failed := ""
	if s.Failed > 0 {
		failed = ", " + format.Count(s.Failed) + " failed"
	}
	return format.Of(s.Completed, "request") + failed + ", " + format.Number(s.Duration) + " s simulated"
}
