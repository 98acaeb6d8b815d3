package state_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/web/state"
)

// plan is the sweep that the page last asked for.
func (d *desk) plan(t *testing.T) sweep.Plan {
	t.Helper()
	if len(d.plans) == 0 {
		t.Fatal("no plan")
	}
	var plan sweep.Plan
	if err := plainjson.Unmarshal(d.plans[len(d.plans)-1].Text, &plan); err != nil {
		t.Fatal(err)
	}
	return plan
}

// outcome answers the sweep that the page last asked for, done or not.
func outcome(t *testing.T, a *state.App, done bool, tookMs float64) {
	t.Helper()
	text := `{"field":"workload.request_rate","log":false,"field2":"","seeds":1,"requests":10,"finished":3,"known":20,"done":false,"attainment":0.99,"price":0,"lead":0,"lines":[],"failures":[],"columns":[]}`
	a.PlanOutcome("sweep", []byte(text), done, tookMs)
	if a.Sweep.Outcome == nil {
		t.Fatal(a.Sweep.Problem)
	}
}

// header is that of some run's result.
func header(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/header.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheSweepPageSweepsAtOnce(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageOverview)
	if len(d.plans) != 0 {
		t.Fatal("another page sweeps")
	}
	a.SetPage(state.PageSweep)
	plan := d.plan(t)
	if job := d.plans[0]; plan.X.Field != sweep.RateField || plan.X.Points != 20 || plan.Attainment != 0.99 || job.Profiles["fast"] != "data/fast.json" || job.Streams[0] != "data/s.json" {
		t.Errorf("plan %+v of %+v", plan, job)
	}
	outcome(t, a, true, 300)
	a.SetPage(state.PageOverview)
	a.SetPage(state.PageSweep)
	if len(d.plans) != 1 {
		t.Error("the same settings are swept again")
	}
	a.Edit("engine.max_num_seqs", "64")
	if len(d.plans) != 2 {
		t.Error("a quick sweep does not follow an edit")
	}
	outcome(t, a, true, 5000)
	a.Edit("engine.max_num_seqs", "32")
	if len(d.plans) != 2 || !a.SweepStale() {
		t.Error("a slow sweep follows every edit")
	}
}

// A field that the scenario leaves open is swept around what the run on show took for it.
func TestOpenFieldsAreSweptAroundWhatTheRunTook(t *testing.T) {
	a, _ := newApp(t)
	a.Scenario.Workload.NumPrompts = 0
	for field, want := range map[string]string{
		"workload.num_prompts":  "workload.num_prompts:75:600:6:log",
		"engine.num_gpu_blocks": "engine.num_gpu_blocks:2000:16000:6:log",
		"engine.max_model_len":  "engine.max_model_len:8200:66000:6:log",
	} {
		a.SetSweepField(false, field)
		if a.View.SweepX != want {
			t.Errorf("%s: %s, want %s", field, a.View.SweepX, want)
		}
	}
}

func TestTheFormOfASweep(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.View.Page = state.PageSweep
	a.EditSweep(state.InputTo, "1x")
	if a.SweepProblem(state.InputTo) == "" || a.SweepText(state.InputTo) != "1x" || len(d.plans) != 0 {
		t.Errorf("problem %q, text %q", a.SweepProblem(state.InputTo), a.SweepText(state.InputTo))
	}
	a.EditSweep(state.InputFrom, "2")
	a.EditSweep(state.InputTo, "1")
	if got := a.SweepProblem(state.InputTo); !strings.Contains(got, "at most to") {
		t.Errorf("from 2 to 1: %q", got)
	}
	a.EditSweep(state.InputTo, "8")
	a.EditSweep(state.InputPoints, "4")
	a.SetSweepField(true, "engine.max_num_seqs")
	a.ToggleSweepProfile("fast-2")
	a.EditSweep(state.InputSeeds, "3")
	a.EditSweep(state.InputShare, "95")
	a.EditSweep(state.InputPrice, "2.5")
	plan := d.plan(t)
	if plan.X.String() != "workload.request_rate:2:8:4" || plan.Y == nil || plan.Y.Field != "engine.max_num_seqs" || plan.Seeds != 3 || plan.Attainment != 0.95 || plan.Price != 2.5 {
		t.Errorf("plan %+v, y %+v", plan, plan.Y)
	}
	if len(plan.Profiles) != 2 || plan.Profiles[1].ID != "fast-2" || plan.Profiles[1].GPUs != 2 {
		t.Errorf("profiles %+v", plan.Profiles)
	}
	for input, text := range map[string]string{state.InputSeeds: "0", state.InputShare: "101", state.InputPoints: "1000", state.InputPrice: "-1"} {
		a.EditSweep(input, text)
		if got := a.SweepProblem(input); !strings.Contains(got, "allowed") {
			t.Errorf("%s %s: %q", input, text, got)
		}
	}

	b, e := newApp(t)
	b.Ready = true
	b.Follow("#sn=many&sa=0&sx=nothing&sc=-1") // a link says nothing that the form refuses
	if b.View.SweepSeeds != "1" || b.View.SweepShare != "99" || b.View.SweepX != "" || b.View.SweepPrice != "" {
		t.Errorf("view %+v", b.View)
	}
	b.Follow("#" + d.hash + "&v=sweep")
	b.Enter()
	if again := e.plan(t); again.X.String() != plan.X.String() || again.Y.String() != plan.Y.String() || again.Seeds != 3 || len(again.Profiles) != 2 || again.Price != 2.5 {
		t.Errorf("the link gives %+v", again)
	}
}

func TestASweepCanBeCancelled(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	outcome(t, a, false, 100)
	cancels := d.cancels
	a.RunOrCancelSweep()
	if a.Sweep.Running || !a.Sweep.Cancelled || d.cancels != cancels+1 || a.Sweep.Outcome == nil {
		t.Errorf("%+v", a.Sweep)
	}
	a.SetPage(state.PageOverview)
	a.SetPage(state.PageSweep)
	if a.Sweep.Running {
		t.Error("it begins again by itself")
	}
}

func TestPinnedRunIsInTheLink(t *testing.T) {
	a, d := newApp(t)
	a.TogglePin()
	if a.Pin == nil || !a.Comparing() || d.pins != 1 || !strings.Contains(d.hash, "&a=1.") {
		t.Fatalf("pin %+v, hash %s", a.Pin, d.hash)
	}
	a.Edit("engine.max_num_seqs", "64")
	a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, header(t), 20)
	if diff := a.PinDiff(); len(diff) != 1 || diff[0].Name != "max_num_seqs" {
		t.Errorf("diff %v", diff)
	}
	if len(d.plans) != 1 || d.plans[0].Kind != "compare" || len(d.plans[0].Scenarios) != 2 || !a.Pin.Running {
		t.Fatalf("plans %+v", d.plans)
	}
	if s, err := scenario.Parse(d.plans[0].Scenarios[1]); err != nil || s.Engine.MaxNumSeqs != 64 {
		t.Errorf("B is %s", d.plans[0].Scenarios[1])
	}

	a.Ready = true
	a.SetPage(state.PageTimeline)
	a.SetPage(state.PageTimeline)
	if got := fmt.Sprint(d.asked()); got != "[timeline pinned facts]" {
		t.Errorf("beside the pinned run the timeline asked %s", got)
	}
	if s, err := scenario.Parse(d.questions[1].Job.Scenario); err != nil || s.Engine.MaxNumSeqs == 64 {
		t.Errorf("the pinned run is %s", d.questions[1].Job.Scenario)
	}
	a.SetPage(state.PageOverview)

	b, e := newApp(t)
	b.Follow("#" + d.hash)
	if b.Pin == nil || b.Comparing() || len(e.pinned) != 1 {
		t.Fatalf("behind the link: %+v", b.Pin)
	}
	b.Pinned(header(t), "")
	if !b.Comparing() {
		t.Error("the pinned run came, and nothing is compared")
	}
	b.TogglePin()
	if b.Pin != nil || strings.Contains(e.hash, "&a=") {
		t.Errorf("unpinned: %+v, %s", b.Pin, e.hash)
	}
	b.Follow("#a=1.broken")
	if b.Pin != nil || !strings.Contains(b.Notice, "pinned scenario") {
		t.Errorf("a broken one: %+v, %q", b.Pin, b.Notice)
	}
	b.Follow("#a=1." + strings.Repeat("x", 10000))
	if !strings.Contains(b.Notice, "at most 8,192") {
		t.Errorf("a long one: %q", b.Notice)
	}
}
