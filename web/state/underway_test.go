package state_test

import "testing"

const soFar = `{"requests": 1000, "finished": 420, "steps": 7, "seconds": 2.5, "ttft_p50_ms": 40, "ttft_p99_ms": 80, "left_ms": 2900, "steps_in_all": 20, "memory_bytes": 1e9}`

// What a run has come to is that of the newest one, and gone with it, however it ends.
func TestProgressIsOfTheRunUnderWay(t *testing.T) {
	a, d := newApp(t)
	a.Run()
	a.Run()
	a.UnderWay(d.jobs[0].ID, []byte(soFar))
	if a.Progress != nil || a.Reached() != "" {
		t.Error("the progress of a run that was replaced is shown")
	}
	for name, end := range map[string]func(n int){
		"cancelled": func(int) { a.RunOrCancel() },
		"failed":    func(n int) { a.Fail(d.jobs[n].ID, "", "no") },
		"finished":  func(n int) { finish(t, a, d, n) },
		"replaced":  func(int) { a.Run() },
	} {
		a.Run()
		n := len(d.jobs) - 1
		a.UnderWay(d.jobs[n].ID, []byte(soFar))
		if a.Progress == nil || a.Reached() != "42\u2009%, about 3\u00a0s left" {
			t.Fatalf("%s: %+v, %q", name, a.Progress, a.Reached())
		}
		end(n)
		a.UnderWay(d.jobs[n].ID, []byte(soFar))
		if a.Progress != nil {
			t.Errorf("%s: its progress stays", name)
		}
	}
}

// A view hides the figures of the run before only where they could be read as those of the one under way.
func TestFiguresOfTheRunBeforeAreHidden(t *testing.T) {
	a, d := newApp(t)
	a.Run()
	a.UnderWay(d.jobs[0].ID, []byte(soFar))
	if got := a.MainClass(); got != "main main-running" {
		t.Errorf("the same again: %q", got)
	}
	a.Scenario.Seed = 77
	if got := a.MainClass(); got != "main main-stale main-running main-under-way" {
		t.Errorf("another: %q", got)
	}
}

// Time left is said as roughly as it is known.
func TestTimeLeft(t *testing.T) {
	for ms, want := range map[string]string{"999": "under 1\u00a0s", "1400": "about 1\u00a0s", "99000": "about 99\u00a0s", "150000": "about 3\u00a0min"} {
		a, d := newApp(t)
		a.Run()
		a.UnderWay(d.jobs[0].ID, []byte(`{"requests": 2, "finished": 1, "left_ms": `+ms+`}`))
		if got := a.Reached(); got != "50\u2009%, "+want+" left" {
			t.Errorf("%s ms: %q", ms, got)
		}
	}
}
