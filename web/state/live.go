package state

import (
	"strconv"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
)

// Live is the session of the view of that name: how the reader lets it go on. What happens in it is drawn by static/js.
type Live struct {
	Scenario *scenario.Scenario // that it runs; nil before the first
	Speed    float64            // virtual seconds a second
	Paused   bool
	Rate     string // what was typed for its request rate, "" for the scenario's
	Problem  string // why that is no rate
}

// LiveSpeeds are the speeds to choose from.
var LiveSpeeds = []float64{0.1, 0.25, 1, 4, 20, 100}

// StartLive begins a session of the scenario as it stands, in place of one that runs.
func (a *App) StartLive() {
	profile := a.Profile()
	if profile == nil {
		a.Notice = missing(a.Scenario.Profile)
		return
	}
	if err := a.Scenario.Validate(); err != nil {
		a.object(err)
		return
	}
	a.Live.Scenario, a.Live.Rate, a.Live.Problem, a.Live.Paused = a.Scenario.Clone(), "", "", false
	a.host.StartLive(a.newJob(0, a.Scenario, profile))
	a.pace()
}

// LiveStale says whether the session runs other settings than those shown.
func (a *App) LiveStale() bool {
	return a.Live.Scenario != nil && len(scenario.Diff(a.Live.Scenario, a.Scenario)) > 0
}

// ToggleLive pauses the session or lets it go on.
func (a *App) ToggleLive() {
	a.Live.Paused = !a.Live.Paused
	a.pace()
}

// StepLive pauses the session and lets it end one more step.
func (a *App) StepLive() {
	a.Live.Paused = true
	a.pace()
	a.host.StepLive()
}

// SetLiveSpeed chooses how fast time goes.
func (a *App) SetLiveSpeed(speed float64) {
	a.Live.Speed = speed
	a.pace()
}

func (a *App) pace() { a.host.PaceLive(a.Live.Speed, a.Live.Paused) }

// SetLiveRate reads the text of the session's request rate.
func (a *App) SetLiveRate(text string) {
	a.Live.Rate, a.Live.Problem = text, ""
	rate, err := strconv.ParseFloat(text, 64)
	if err != nil || rate != 0 && !(rate >= workload.MinFlowRate && rate <= workload.MaxFlowRate) {
		a.Live.Problem = "allowed: a number, 0 or " + format.Plain(workload.MinFlowRate) + " to " + format.Plain(workload.MaxFlowRate)
		return
	}
	a.host.RateLive(rate)
}

// BurstLive makes twenty requests arrive at once.
func (a *App) BurstLive() { a.host.BurstLive(20) }
