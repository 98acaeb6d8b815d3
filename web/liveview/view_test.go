// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package liveview

import (
	"math"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

func TestTheButtonSaysWhatItDoes(t *testing.T) {
	c := &View{App: statetest.New(t, nil)} // nothing is asked of the host
	for paused, want := range map[bool]string{false: "Pause", true: "Go on"} {
		if c.App.Live.Paused = paused; c.pause() != want {
			t.Errorf("paused %v: the button says %q", paused, c.pause())
		}
	}
}

func TestHowRequestsArrive(t *testing.T) {
	const recorded, generated = scenario.DatasetShareGPT, "random"
	for _, w := range []struct {
		scenario.Workload
		rate, arrivals string
	}{
		{scenario.Workload{Dataset: recorded}, "recorded", ""},
		{scenario.Workload{Dataset: recorded, RequestRate: 2.5}, "2.5", ""},
		{scenario.Workload{Dataset: generated, NumPrompts: 300}, "inf", "All 300 requests arrive at the start"},
		{scenario.Workload{Dataset: recorded, RequestRate: scenario.Rate(math.Inf(1))}, "inf", "All requests of the workload arrive at the start"},
		{scenario.Workload{Dataset: generated, NumPrompts: 300, RampUpStrategy: "linear", RampUpStartRPS: 1, RampUpEndRPS: 5}, "ramp", "The rate ramps from 1 to 5\u00a0req/s over 300 requests"},
	} {
		c := &View{App: statetest.New(t, nil)}
		c.App.Scenario.Workload = w.Workload
		if got := c.rate(); got != w.rate {
			t.Errorf("%+v: rate %q, want %q", w.Workload, got, w.rate)
		}
		if got := c.arrivals(); !strings.HasPrefix(got, w.arrivals) || (got == "") != (w.arrivals == "") {
			t.Errorf("%+v: %q, want %q", w.Workload, got, w.arrivals)
		}
	}
}

// The latencies are those of web/state/testdata/header.json.
func TestThePinnedRunIsToldInWords(t *testing.T) {
	c := &View{App: statetest.New(t, nil)}
	if got := c.pinned(); got != "" {
		t.Errorf("nothing is pinned: %q", got)
	}
	c.App.Pin = &state.Pin{Scenario: c.App.Ran, Result: c.App.Result}
	const want = "Its TTFT was p50 1.98 s, p99 11.0 s, its TPOT p50 32.2 ms, p99 38.0 ms."
	if got := strings.ReplaceAll(c.pinned(), "\u00a0", " "); !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
