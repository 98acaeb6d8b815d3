package state

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// UnderWay takes what a long run has come to so far, or what is expected of it.
func (a *App) UnderWay(id int, progress []byte) {
	if !a.Running || id != a.job {
		return
	}
	p := &engine.Progress{}
	if err := plainjson.Unmarshal(progress, p); err != nil {
		a.Notice = "The engine's progress cannot be read: " + err.Error()
		return
	}
	a.Progress = p
}

// Reached is how far the run under way is, in short: "42 %, 3 s left".
func (a *App) Reached() string {
	p := a.Progress
	if p == nil {
		return ""
	}
	return format.Share(float64(p.Finished), float64(p.Requests)) + ", " + left(p.LeftMS) + " left"
}

// left writes a time that is about right, in whole seconds.
func left(ms float64) string {
	if ms < 1000 {
		return "under 1\u00a0s"
	}
	if s := ms / 1000; s < 100 {
		return "about " + format.Count(s) + "\u00a0s"
	}
	return "about " + format.Count(ms/60_000) + "\u00a0min"
}
