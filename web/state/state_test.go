package state_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// desk is a Host that notes what it is asked for.
type desk struct {
	jobs      []state.Job
	warm      []state.Job
	plans     []state.PlanJob
	pinned    []state.Job
	pins      int
	questions []state.Question
	hash      string
	visits    []string
	kept      int
	cancels   int
	zoomed    []int
	shared    []state.Shared
	prices    []string
	removed   string
	restored  string
	revealed  string
	exported  string
	settings  map[string]string
	live      []string
}

func (d *desk) Run(job state.Job)       { d.jobs = append(d.jobs, job) }
func (d *desk) WarmUp(job state.Job)    { d.warm = append(d.warm, job) }
func (d *desk) StartLive(job state.Job) { d.live = append(d.live, "start "+job.Profile) }
func (d *desk) PaceLive(speed float64, p bool) {
	d.live = append(d.live, fmt.Sprint("pace ", speed, " ", p))
}
func (d *desk) StepLive()                    { d.live = append(d.live, "step") }
func (d *desk) RateLive(rate float64)        { d.live = append(d.live, fmt.Sprint("rate ", rate)) }
func (d *desk) BurstLive(n int)              { d.live = append(d.live, fmt.Sprint("burst ", n)) }
func (d *desk) Explain(q state.Question)     { d.questions = append(d.questions, q) }
func (d *desk) Cancel()                      { d.cancels++ }
func (d *desk) Pin()                         { d.pins++ }
func (d *desk) Unpin()                       { d.pins-- }
func (d *desk) RunPinned(job state.Job)      { d.pinned = append(d.pinned, job) }
func (d *desk) StartPlan(job state.PlanJob)  { d.plans = append(d.plans, job) }
func (d *desk) CancelPlan(string)            { d.cancels++ }
func (d *desk) PriceSweep(prices string)     { d.prices = append(d.prices, prices) }
func (d *desk) SetHash(hash string)          { d.hash = hash }
func (d *desk) Visit(hash string)            { d.hash = hash; d.visits = append(d.visits, hash) }
func (d *desk) KeepEdits()                   { d.kept++ }
func (d *desk) CopyAddress()                 {}
func (d *desk) ShowShare(s state.Shared)     { d.shared = append(d.shared, s) }
func (d *desk) ToggleTheme()                 {}
func (d *desk) SortRequests(string)          {}
func (d *desk) ZoomTo(request int)           { d.zoomed = append(d.zoomed, request) }
func (d *desk) ShowOpen()                    {}
func (d *desk) Reveal(what string)           { d.revealed = what }
func (d *desk) SetSetting(name, text string) { d.settings[name] = text }

func (d *desk) ExportProfile(file, name string) { d.exported = file + " as " + name }
func (d *desk) RemoveProfile(id string)         { d.removed = id }
func (d *desk) RestoreProfile(id string)        { d.restored = id }

// newApp makes a page of four profiles and two scenarios, the first of which was measured.
func newApp(t *testing.T) (*state.App, *desk) {
	t.Helper()
	d := &desk{settings: map[string]string{}}
	return statetest.New(t, d), d
}

func field(t *testing.T, path string) *scenario.Field {
	t.Helper()
	f := scenario.FieldAt(path)
	if f == nil {
		t.Fatalf("no field %s", path)
	}
	return f
}

func TestEditRunsAtOnceAndChangesTheLink(t *testing.T) {
	a, d := newApp(t)
	a.Edit("engine.max_num_seqs", "64")
	if len(d.jobs) != 1 || !strings.Contains(string(d.jobs[0].Scenario), `"max_num_seqs":64`) {
		t.Fatalf("jobs %+v", d.jobs)
	}
	if job := d.jobs[0]; job.Stream != "data/s.json" || job.Measured != "data/m.json" || job.Profile != "data/fast.json" {
		t.Errorf("the job reads %+v", job)
	}
	if !strings.HasPrefix(d.hash, "s=1.") {
		t.Errorf("the address ends in %q", d.hash)
	}
	if !a.Stale() || len(a.Changed()) != 1 || len(a.MeasuredDiff(a.Scenario)) != 1 {
		t.Errorf("stale %v, changed %v", a.Stale(), a.Changed())
	}
}

func TestSlowRunsWaitForTheButton(t *testing.T) {
	a, d := newApp(t)
	a.Run()
	header, _ := os.ReadFile("testdata/header.json")
	a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, header, 150)
	a.Edit("seed", "3")
	if len(d.jobs) != 1 {
		t.Errorf("an edit started a run of 150 ms by itself")
	}
}

func TestBadTextStaysInTheInput(t *testing.T) {
	a, d := newApp(t)
	f := field(t, "workload.request_rate")
	a.Edit(f.Path(), "-1")
	if a.Text(f) != "-1" || !strings.Contains(a.Problem(f), "allowed: 0.001 to") {
		t.Errorf("text %q, problem %q", a.Text(f), a.Problem(f))
	}
	if len(d.jobs) != 0 || a.Stale() {
		t.Error("a value out of range reached the scenario")
	}
	a.Edit(f.Path(), "5")
	if a.Problem(f) != "" || len(d.jobs) != 1 {
		t.Errorf("problem %q after a good value", a.Problem(f))
	}
}

func TestTheEnginesObjectionIsShownAtItsField(t *testing.T) {
	a, d := newApp(t)
	f := field(t, "engine.num_gpu_blocks")
	a.Edit(f.Path(), "20")
	a.Fail(d.jobs[0].ID, f.Path(), f.Path()+": needs 30 blocks")
	if a.Problem(f) != "needs 30 blocks" || a.Running {
		t.Errorf("problem %q", a.Problem(f))
	}
	a.Edit(f.Path(), "40")
	if a.Problem(f) != "" {
		t.Errorf("the objection outlived its value: %q", a.Problem(f))
	}
}

func TestResultsKeepComingWhileSettingsChange(t *testing.T) {
	a, d := newApp(t)
	header, _ := os.ReadFile("testdata/header.json")
	a.Edit("seed", "3")
	a.Edit("seed", "4")
	if !a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, header, 1) || !a.Running || a.Ran.Seed != 3 || !a.Stale() {
		t.Errorf("after the first of two runs: running %v, seed %d on show", a.Running, a.Ran.Seed)
	}
	if !a.Finish(d.jobs[1].ID, d.jobs[1].Scenario, header, 1) || a.Running || a.Stale() {
		t.Error("the second run did not settle it")
	}
}

func TestLinkBringsThePageBack(t *testing.T) {
	a, d := newApp(t)
	a.Edit("engine.max_num_seqs", "64")
	a.SetStat("p99")
	b, e := newApp(t)
	b.Follow("#" + d.hash + "&later=1")
	if got, want := string(b.Scenario.JSON()), string(a.Scenario.JSON()); got != want {
		t.Errorf("scenario %s, want %s", got, want)
	}
	if b.View.Stat != "p99" || b.BaseID != "first" || len(b.Changed()) != 1 || len(e.jobs) != 1 {
		t.Errorf("stat %q, base %q, %d changed, %d jobs", b.View.Stat, b.BaseID, len(b.Changed()), len(e.jobs))
	}
}

func TestBrokenLinksSayWhatIsWrong(t *testing.T) {
	a, d := newApp(t)
	a.Edit("engine.max_num_seqs", "64")
	for _, hash := range []string{"#s=", "#s=x", "#s=9.abc", "#" + d.hash[:len(d.hash)/2]} {
		b, e := newApp(t)
		before := string(b.Scenario.JSON())
		b.Follow(hash)
		if !strings.HasPrefix(b.Notice, "This link cannot be opened: ") {
			t.Errorf("%s: %q", hash, b.Notice)
		}
		if string(b.Scenario.JSON()) != before || len(e.jobs) != 0 {
			t.Errorf("%s changed the scenario", hash)
		}
	}
}

func TestResetAndChoose(t *testing.T) {
	a, d := newApp(t)
	a.Edit("seed", "9")
	a.Reset()
	if a.Stale() || len(a.Changed()) != 0 {
		t.Error("reset left a change")
	}
	a.Choose("second")
	if a.BaseID != "second" || a.Scenario.Profile != "slow" || len(a.Changed()) != 0 {
		t.Errorf("chose %q", a.BaseID)
	}
	if job := d.jobs[len(d.jobs)-1]; job.Stream != "" || job.Measured != "" {
		t.Errorf("a generated workload reads %+v", job)
	}
}

func TestOpen(t *testing.T) {
	a, _ := newApp(t)
	if err := a.Open(`{"version": 1, "profile": "fast", "engine": {"max_seqs": 1}}`); err == nil || !strings.Contains(err.Error(), "max_seqs") {
		t.Errorf("an unknown field gives %v", err)
	}
	if err := a.Open(` {"version": 1, "name": "mine", "profile": "fast"} `); err != nil || a.BaseID != "" || a.Scenario.Name != "mine" {
		t.Errorf("error %v, base %q", err, a.BaseID)
	}
}

func TestPasteTooLongNamesItsLength(t *testing.T) {
	a, _ := newApp(t)
	f := field(t, "engine.max_num_seqs")
	a.Reject(f.Path(), 100_000_000)
	if got := a.Problem(f); !strings.HasPrefix(got, "100,000,000 characters pasted") {
		t.Errorf("problem %q", got)
	}
}

func TestAChoiceFitsWhatHangsOnIt(t *testing.T) {
	a, _ := newApp(t)
	a.Edit("workload.dataset", "random")
	a.Edit("workload.ramp_up_strategy", "linear")
	if a.Problem(field(t, "workload.ramp_up_start_rps")) == "" {
		t.Error("a ramp without its start is accepted")
	}
	a.Edit("workload.ramp_up_start_rps", "1")
	a.Edit("workload.ramp_up_end_rps", "2")
	a.Edit("workload.dataset", "sharegpt")
	if w := a.Scenario.Workload; w.RampUpStrategy != "" || w.RampUpEndRPS != 0 || a.Notice != "" {
		t.Errorf("a recorded stream keeps the ramp: %+v, %q", w, a.Notice)
	}
}

func TestWhatIsChosenIsInTheLink(t *testing.T) {
	a, d := newApp(t)
	a.SetPage(state.PageTimeline)
	a.SelectRequest(214)
	a.SelectStep(metrics.StepRef{Step: 0})
	a.SetWindow(66, 78.5)
	for _, part := range []string{"&v=timeline", "&r=214", "&k=0", "&t=66-78.5"} {
		if !strings.Contains(d.hash, part) {
			t.Errorf("%s is not in %s", part, d.hash)
		}
	}
	b, _ := newApp(t)
	b.Follow("#" + d.hash)
	if v := b.View; v.Page != state.PageTimeline || v.Request != 214 || v.Step != 0 || v.From != 66 || v.To != 78.5 {
		t.Errorf("the link gives %+v", v)
	}
	b.Follow("#v=nowhere&r=-2&k=x&t=9-3")
	if v := b.View; v.Page != state.PageOverview || v.Request != state.None || v.Step != state.None || v.To != 0 {
		t.Errorf("bad values are taken, or a link is not the whole of the view: %+v", v)
	}
	a.ToggleRail()
	a.Escape()
	if a.View.RailOpen || a.View.Request != 214 {
		t.Error("Escape did not close the drawer first")
	}
	a.Escape()
	if v := a.View; v.Request != state.None || v.Step != state.None || v.To != 0 {
		t.Errorf("Escape left %+v", v)
	}
}

func TestARunKeepsWhatIsChosenIfItHoldsIt(t *testing.T) {
	a, d := newApp(t)
	header, _ := os.ReadFile("testdata/header.json") // 300 requests, 1,161 steps, 72.8 s
	a.SelectRequest(299)
	a.SelectStep(metrics.StepRef{Step: 1161})
	a.SetWindow(70, 73)
	a.Run()
	a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, header, 1)
	if v := a.View; v.Request != 299 || v.Step != state.None || v.From != 0 || v.To != 0 {
		t.Errorf("the view is %+v", v)
	}
}

// TestShared: what is shared is the scenario as it stands, and figures only of it.
func TestShared(t *testing.T) {
	a, d := newApp(t)
	a.Share()
	if got := d.shared[0]; got.Title != a.Title() || !strings.HasPrefix(got.Figures, "TTFT p50 ") || got.Scenario != string(a.Scenario.JSON()) ||
		got.Offer != `{"id":"fast","model":"","gpu":"Fast GPU","dtype":"bfloat16","tp":1}` {
		t.Errorf("%+v", got)
	}
	a.View.AutoRun = false
	a.Edit("engine.max_num_seqs", "7")
	if a.Share(); d.shared[1].Figures != "" || !strings.Contains(d.shared[1].Scenario, `"max_num_seqs":7`) {
		t.Errorf("figures of another scenario are shared: %+v", d.shared[1])
	}
	offers, present := a.Offers()
	if present != "fast" || strings.Count(offers, `"id":`) != len(a.Catalogue.Profiles) {
		t.Errorf("%s, of which %s is present", offers, present)
	}
}
