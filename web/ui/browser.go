//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/llmemu/playground/web/state"
)

// browser is the page's Host: the functions of static/js/main.js.
type browser struct{ js.Value }

// text asks for a string.
func (b browser) text(name string, args ...any) string { return b.Call(name, args...).String() }

// object is a job as static/js/types/messages.d.ts has it.
func object(job state.Job) map[string]any {
	return map[string]any{"id": job.ID, "scenario": string(job.Scenario), "profile": job.Profile, "stream": job.Stream, "measured": job.Measured}
}

func (b browser) Run(job state.Job)       { b.Call("run", object(job)) }
func (b browser) WarmUp(job state.Job)    { b.Call("warmUp", object(job)) }
func (b browser) StartLive(job state.Job) { b.Call("startLive", object(job)) }

func (b browser) PaceLive(speed float64, paused bool) { b.Call("paceLive", speed, paused) }
func (b browser) StepLive()                           { b.Call("stepLive") }
func (b browser) RateLive(rate float64)               { b.Call("rateLive", rate) }
func (b browser) BurstLive(requests int)              { b.Call("burstLive", requests) }

func (b browser) StartPlan(job state.PlanJob) {
	var scenarios, streams []any
	for i := range job.Scenarios {
		scenarios, streams = append(scenarios, string(job.Scenarios[i])), append(streams, job.Streams[i])
	}
	profiles := map[string]any{}
	for id, file := range job.Profiles {
		profiles[id] = file
	}
	b.Call("startPlan", map[string]any{"kind": job.Kind, "text": string(job.Text), "scenarios": scenarios, "streams": streams, "profiles": profiles})
}

func (b browser) Pin()                    { b.Call("pin") }
func (b browser) Unpin()                  { b.Call("unpin") }
func (b browser) RunPinned(job state.Job) { b.Call("runPinned", object(job)) }
func (b browser) CancelPlan(kind string)  { b.Call("cancelPlan", kind) }
func (b browser) PriceSweep(text string)  { b.Call("priceSweep", text) }
func (b browser) Explain(q state.Question) {
	b.Call("explain", map[string]any{"id": q.ID, "what": q.What, "at": subject(q), "job": object(q.Job)})
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

// Share tells what all views share.
func (b browser) Share(v *state.View) {
	b.Call("share", map[string]any{"page": v.Page, "request": v.Request, "from": v.From, "to": v.To, "engine": v.Engine, "step": v.Step, "filter": v.Filter})
}

func (b browser) Cancel()             { b.Call("cancel") }
func (b browser) SetHash(hash string) { b.Call("setHash", hash) }
func (b browser) Visit(hash string)   { b.Call("visit", hash) }
func (b browser) KeepEdits()          { b.Call("keepEdits") }
func (b browser) CopyAddress()        { b.Call("copy") }
func (b browser) ShowShare(s state.Shared) {
	b.Call("showShare", map[string]any{"title": s.Title, "figures": s.Figures, "scenario": s.Scenario, "offer": s.Offer})
}
func (b browser) ToggleTheme()                 { b.Call("toggleTheme") }
func (b browser) SortRequests(order string)    { b.Call("sortRequests", order) }
func (b browser) ZoomTo(request int)           { b.Call("zoomTo", request) }
func (b browser) ShowOpen()                    { b.Call("showOpen") }
func (b browser) Reveal(id string)             { b.Call("reveal", id) }
func (b browser) SetSetting(name, text string) { b.Call("setSetting", name, text) }

func (b browser) ExportProfile(file, name string) { b.Call("exportProfile", file, name) }
func (b browser) RemoveProfile(id string)         { b.Call("removeProfile", id) }
func (b browser) RestoreProfile(id string)        { b.Call("restoreProfile", id) }
