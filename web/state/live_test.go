package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state"
)

func TestLive(t *testing.T) {
	a, d := newApp(t)
	a.SetPage(state.PageLive)
	a.SetPage(state.PageOverview)
	a.SetPage(state.PageLive) // the session goes on
	a.SetLiveSpeed(20)
	a.SetLiveRate("2.5")
	a.SetLiveRate("fast")
	if a.Live.Problem == "" || a.Live.Rate != "fast" {
		t.Errorf("the rate %q has the problem %q", a.Live.Rate, a.Live.Problem)
	}
	a.BurstLive()
	a.StepLive()
	want := "start data/fast.json,pace 1 false,pace 20 false,rate 2.5,burst 20,pace 20 true,step"
	if got := strings.Join(d.live, ","); got != want {
		t.Errorf("the session was told %s, want %s", got, want)
	}
	if a.LiveStale() {
		t.Error("the session is stale")
	}
	a.Edit("engine.max_num_seqs", "64")
	if !a.LiveStale() {
		t.Error("after an edit the session is not stale")
	}
	a.StartLive()
	if a.LiveStale() || a.Live.Paused || a.Live.Rate != "" {
		t.Errorf("a new session: %+v", a.Live)
	}
}

func TestWhatALiveSessionRefuses(t *testing.T) {
	a, d := newApp(t)
	for text, taken := range map[string]bool{"0.01": true, "1000": true, "0.0099": false, "1000.1": false, "NaN": false, "": false} {
		before := len(d.live)
		if a.SetLiveRate(text); (a.Live.Problem == "") != taken || (len(d.live) > before) != taken {
			t.Errorf("%q: problem %q, told %v", text, a.Live.Problem, d.live[before:])
		}
	}
	a.ToggleLive()
	a.ToggleLive()
	if got := strings.Join(d.live[len(d.live)-2:], ","); got != "pace 1 true,pace 1 false" {
		t.Errorf("told %s", got)
	}
	before := len(d.live)
	a.Scenario.Workload.RampUpStartRPS = 1
	a.StartLive()
	if a.Problem(field(t, "workload.ramp_up_start_rps")) == "" || len(d.live) != before || a.Live.Scenario != nil {
		t.Errorf("settings that do not go together: %+v", a.Live)
	}
	a.Scenario.Profile = "gone"
	a.StartLive()
	if a.Notice == "" || len(d.live) != before {
		t.Errorf("without a profile: %q", a.Notice)
	}
}
