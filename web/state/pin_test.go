package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
)

// comparison answers the seeds' comparison.
func comparison(a *state.App, done bool, problem string) {
	text := `{"seeds":8,"first":0,"wanted":8,"finished":5,"known":16,"problem":"` + problem + `","constant":false,"rows":[],"columns":[]}`
	a.PlanOutcome("compare", []byte(text), done, 1)
}

// pinned is a page with a pinned run and another on show beside it, whose comparison is under way.
func pinned(t *testing.T) (*state.App, *desk) {
	t.Helper()
	a, d := newApp(t)
	a.PinShown()
	a.Edit("engine.max_num_seqs", "64")
	finish(t, a, d, 0)
	if len(d.plans) != 1 || !a.Pin.Running || a.Pin.Known != 2*compare.Seeds || a.Pin.Finished != 0 {
		t.Fatalf("plans %+v, pin %+v", d.plans, a.Pin)
	}
	return a, d
}

func TestAComparisonIsShownWhenItIsDone(t *testing.T) {
	a, d := pinned(t)
	comparison(a, false, "")
	if p := a.Pin; p.Noise != nil || !p.Running || p.Finished != 5 || p.Known != 16 {
		t.Errorf("under way: %+v", p)
	}
	comparison(a, true, "")
	if p := a.Pin; p.Noise == nil || p.Running || a.NoiseStale() {
		t.Errorf("done: %+v", p)
	}
	a.View.AutoRun = false
	a.Edit("engine.max_num_seqs", "32")
	a.Run()
	finish(t, a, d, 1)
	if !a.NoiseStale() || len(d.plans) != 1 {
		t.Errorf("stale %v, %d plans", a.NoiseStale(), len(d.plans))
	}
	a.CompareSeeds()
	if comparison(a, true, "B cannot run"); a.Pin.Problem != "B cannot run" || a.Pin.Running || !a.NoiseStale() {
		t.Errorf("failed: %+v", a.Pin)
	}
	a.PlanFailed("compare", "no thread")
	if a.Pin.Problem != "no thread" {
		t.Errorf("problem %q", a.Pin.Problem)
	}
	a.PlanOutcome("compare", []byte("{"), false, 1)
	if a.Pin.Problem == "" || a.Pin.Problem == "no thread" || a.Pin.Running {
		t.Errorf("an answer that cannot be read: %+v", a.Pin)
	}
}

// Equal settings have nothing to compare; the run on show is compared once.
func TestWhatIsComparedByItself(t *testing.T) {
	a, d := pinned(t)
	comparison(a, true, "")
	a.Edit("engine.max_num_seqs", "256")
	finish(t, a, d, 1)
	if len(d.plans) != 1 || a.Pin.Noise != nil || a.Pin.Running {
		t.Errorf("%d plans, noise %+v", len(d.plans), a.Pin.Noise)
	}
	a.Edit("engine.max_num_seqs", "16")
	a.Edit("engine.max_num_seqs", "8")
	finish(t, a, d, 2)
	if len(d.plans) != 1 {
		t.Error("a run that the next one replaces is compared")
	}
	finish(t, a, d, 3)
	if len(d.plans) != 2 {
		t.Errorf("%d plans", len(d.plans))
	}
	a.Pinned(header(t), "")
	if len(d.plans) != 2 {
		t.Error("the same run is compared again")
	}
}

func TestAnAnswerForNothingPinned(t *testing.T) {
	a, d := newApp(t)
	comparison(a, true, "")
	a.PlanFailed("compare", "late")
	a.Pinned(header(t), "")
	if a.Pin != nil || a.Sweep.Problem != "" || a.NoiseStale() || len(d.plans) != 0 {
		t.Errorf("pin %+v, problem %q", a.Pin, a.Sweep.Problem)
	}
}

func TestThePinnedRunOfALink(t *testing.T) {
	a, d := newApp(t)
	a.Edit("engine.max_num_seqs", "64")
	finish(t, a, d, 0)
	a.PinShown()
	link := d.hash
	b, e := newApp(t)
	b.Follow("#" + link)
	if len(e.pinned) != 1 || e.pinned[0].Profile != "data/fast.json" || e.pinned[0].Stream != "data/s.json" || !strings.Contains(string(e.pinned[0].Scenario), `"max_num_seqs":64`) {
		t.Fatalf("%+v", e.pinned)
	}
	b.Pinned(nil, "no memory")
	if b.Comparing() || b.Pin.Problem != "no memory" {
		t.Errorf("%+v", b.Pin)
	}
	b.Pinned([]byte("{"), "")
	if b.Comparing() || b.Pin.Problem == "" || b.Pin.Problem == "no memory" {
		t.Errorf("%+v", b.Pin)
	}
	b.Unpin()
	if b.Pin != nil || e.cancels != 1 || e.pins != -1 || b.View.Pinned != "" {
		t.Errorf("unpinned: %+v, %d cancels", b.Pin, e.cancels)
	}
}

// Who tries something pins the run on show, unless another is pinned already, and it runs.
func TestTry(t *testing.T) {
	a, d := newApp(t)
	a.View.AutoRun = false
	a.Try("engine.max_num_seqs", "64")
	if a.Pin == nil || a.Pin.Scenario.Engine.MaxNumSeqs != 256 || len(d.jobs) != 1 {
		t.Fatalf("pin %+v, %d jobs", a.Pin, len(d.jobs))
	}
	finish(t, a, d, 0)
	first := a.Pin
	a.Try("engine.max_num_seqs", "32")
	if a.Pin != first || len(d.jobs) != 2 || d.pins != 1 {
		t.Errorf("pin %+v, %d jobs", a.Pin, len(d.jobs))
	}
	finish(t, a, d, 1)
	a.Try("engine.max_num_seqs", "-1")
	if len(d.jobs) != 2 {
		t.Error("what the field refuses is run")
	}
}

// A scenario that no link holds is pinned all the same.
func TestPinningSaysWhatIsInTheLink(t *testing.T) {
	a, d := newApp(t)
	a.PinShown()
	if a.Status != "Run pinned as A" || a.View.Pinned == "" || d.cancels != 0 {
		t.Errorf("status %q, link %q, %d cancels", a.Status, a.View.Pinned, d.cancels)
	}
	a.Ran.Workload.Dataset = scenario.DatasetRequests
	for n := range int64(9000) {
		a.Ran.Workload.Requests = append(a.Ran.Workload.Requests, scenario.Request{ArrivalS: float64(n*n%7919) / 3, PromptLen: 1 + n*n%6007, OutputLen: 1 + n*n*n%499})
	}
	a.PinShown()
	if !strings.Contains(a.Status, "too long for the link") || a.View.Pinned != "" || strings.Contains(d.hash, "&a=") || a.Pin == nil || d.cancels != 1 {
		t.Errorf("status %q, %d bytes, %d cancels", a.Status, len(a.View.Pinned), d.cancels)
	}
}

// Behind a link the pinned run comes when it comes: then it is compared, drawn, and part of the next link.
func TestTheRunOfALinkIsComparedWithThePinnedOne(t *testing.T) {
	a, d := newApp(t)
	a.PinShown()
	a.Edit("engine.max_num_seqs", "32")
	b, e := newApp(t)
	b.Ready = true
	b.Follow("#" + d.hash + "&v=timeline")
	finish(t, b, e, 0)
	if len(e.plans) != 0 || b.View.Pinned == "" || strings.Contains(strings.Join(e.asked(), " "), "pinned") {
		t.Errorf("before it came: %d plans, asked %v", len(e.plans), e.asked())
	}
	b.Pinned(header(t), "")
	if len(e.plans) != 1 || !strings.Contains(strings.Join(e.asked(), " "), "pinned") {
		t.Fatalf("%d plans, asked %v", len(e.plans), e.asked())
	}
	if job := e.plans[0]; strings.Join(job.Streams, " ") != "data/s.json data/s.json" || job.Profiles["fast"] != "data/fast.json" {
		t.Errorf("%+v", job)
	}
	cancels := e.cancels
	if b.CompareSeeds(); e.cancels != cancels+1 {
		t.Error("the comparison under way goes on")
	}
	b.Pin.Scenario.Profile = "gone"
	if b.CompareSeeds(); b.Pin.Problem == "" || b.Pin.Running || len(e.plans) != 2 {
		t.Errorf("without its profile: %+v", b.Pin)
	}
	b.ShowComparison()
	if b.View.Page != state.PageOverview || e.revealed != "comparison" {
		t.Errorf("%s shows %q", b.View.Page, e.revealed)
	}
}

func TestAPinnedScenarioWithoutItsProfile(t *testing.T) {
	gone := scenario.Default("gone")
	text, err := links.Encode(gone)
	if err != nil {
		t.Fatal(err)
	}
	a, d := newApp(t)
	a.Follow("#a=" + text)
	if a.Pin != nil || a.View.Pinned != "" || !strings.Contains(a.Notice, "no profile gone") || len(d.pinned) != 0 {
		t.Errorf("pin %+v, notice %q", a.Pin, a.Notice)
	}
}

// What is pinned is what ran, whatever was edited since.
func TestThePinnedRunHasTheSettingsThatRan(t *testing.T) {
	a, _ := newApp(t)
	a.View.AutoRun = false
	a.Edit("engine.max_num_seqs", "64")
	a.PinShown()
	if got := a.Pin.Scenario.Engine.MaxNumSeqs; got != 256 || len(a.PinDiff()) != 0 {
		t.Errorf("pinned with %d sequences, %d fields apart from the run on show", got, len(a.PinDiff()))
	}
}
