//go:build js && wasm

package main

import (
	"encoding/json"
	"syscall/js"

	"github.com/llmemu/playground/web/state"
)

// browser is the page's Host: the functions of static/js/main.js.
type browser struct{ js.Value }

// text asks for a string.
func (b browser) text(name string, args ...any) string { return b.Call(name, args...).String() }

func (b browser) Run(job state.Job) {
	b.Call("run", job.ID, string(job.Scenario), job.Profile, job.Stream, job.Measured)
}

func (b browser) WarmUp(job state.Job) {
	b.Call("warmUp", string(job.Scenario), job.Profile, job.Stream, job.Measured)
}

func (b browser) StartLive(job state.Job) {
	b.Call("startLive", string(job.Scenario), job.Profile, job.Stream)
}

func (b browser) PaceLive(speed float64, paused bool) { b.Call("paceLive", speed, paused) }
func (b browser) StepLive()                           { b.Call("stepLive") }
func (b browser) RateLive(rate float64)               { b.Call("rateLive", rate) }
func (b browser) BurstLive(requests int)              { b.Call("burstLive", requests) }

func (b browser) StartPlan(job state.PlanJob) {
	text := func(v any) string {
		data, err := json.Marshal(v)
		must(err) // strings alone
		return string(data)
	}
	var scenarios []string
	for _, s := range job.Scenarios {
		scenarios = append(scenarios, string(s))
	}
	b.Call("startPlan", job.Kind, string(job.Text), text(scenarios), text(job.Streams), text(job.Profiles))
}

func (b browser) Pin()   { b.Call("pin") }
func (b browser) Unpin() { b.Call("unpin") }
func (b browser) RunPinned(job state.Job) {
	b.Call("runPinned", string(job.Scenario), job.Profile, job.Stream)
}
func (b browser) CancelPlan(kind string) { b.Call("cancelPlan", kind) }
func (b browser) Explain(q state.Question) {
	b.Call("explain", q.ID, q.What, subject(q), string(q.Job.Scenario), q.Job.Profile, q.Job.Stream)
}

// subject is what a question is about as the engine takes it: a request's id, {engine, step}, or null.
func subject(q state.Question) any {
	switch q.What {
	case state.AskRequest:
		return q.At.Request
	case state.AskStep:
		return map[string]any{"engine": q.At.Step.Engine, "step": q.At.Step.Step}
	}
	return nil
}

func (b browser) Cancel()                      { b.Call("cancel") }
func (b browser) SetHash(hash string)          { b.Call("setHash", hash) }
func (b browser) CopyAddress()                 { b.Call("copy") }
func (b browser) ToggleTheme()                 { b.Call("toggleTheme") }
func (b browser) SortRequests(order string)    { b.Call("sortRequests", order) }
func (b browser) ShowOpen()                    { b.Call("showOpen") }
func (b browser) Reveal(id string)             { b.Call("reveal", id) }
func (b browser) SetSetting(name, text string) { b.Call("setSetting", name, text) }

func (b browser) ExportProfile(file, name string) { b.Call("exportProfile", file, name) }
func (b browser) RemoveProfile(id string)         { b.Call("removeProfile", id) }
