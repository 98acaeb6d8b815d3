package state_test

import (
	"fmt"
	"math"
	"os"
	"slices"
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
	text := `{"field":"workload.request_rate","log":false,"field2":"","seeds":1,"requests":10,"finished":3,"known":20,"done":false,"attainment":0.99,"lead":0,"lines":[],"failures":[],"columns":[]}`
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

// TestASweepStartsWhenAskedFor: its page shows what would run. A link to it is a question as well.
func TestASweepStartsWhenAskedFor(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.OpenSwept()
	a.SetPage(state.PageSweep)
	a.Edit("engine.max_num_seqs", "96")
	a.SetSweepField(false, "engine.max_num_seqs")
	a.SetSweepField(false, sweep.RateField)
	a.Edit("engine.max_num_seqs", "128")
	if len(d.plans) != 0 {
		t.Fatal("nobody asked for a sweep")
	}
	if runs, ms := a.SweepRuns(); runs != 20 || ms <= 0 {
		t.Errorf("%d runs, %g ms", runs, ms)
	}
	if a.OpenSwept(); len(d.plans) != 1 {
		t.Fatal("a link to the sweep shows none")
	}
	a.View.SweepX = ""
	a.RunSweep()
	d.plans = d.plans[1:]
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
		"workload.num_prompts":  "workload.num_prompts:75:600:7:log",
		"engine.num_gpu_blocks": "engine.num_gpu_blocks:2048:16384:7:log",
		"engine.max_model_len":  "engine.max_model_len:8192:65536:7:log",
	} {
		a.SetSweepField(false, field)
		if a.View.SweepX != want {
			t.Errorf("%s: %s, want %s", field, a.View.SweepX, want)
		}
	}
}

// TestSweepOverAChoice: a choice between engines is the second field, with its values in one input.
func TestSweepOverAChoice(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.View.Page = state.PageSweep
	a.Profile().Sheet.Engine.KVDtype, a.Profile().Sheet.OtherKVDtype = "bfloat16", "fp8"
	listed := func(second bool, path string) bool {
		return slices.Contains(a.SweepFields(second), scenario.FieldAt(path))
	}
	for path, want := range map[string]bool{"engine.kv_cache_dtype": true, "engine.async_scheduling": true, "workload.dataset": false, "engine.max_num_seqs": true, "seed": false} {
		if listed(true, path) != want || listed(false, path) != (path == "engine.max_num_seqs") {
			t.Errorf("%s: listed as the second field %t, as the first %t", path, listed(true, path), listed(false, path))
		}
	}
	a.SetSweepField(true, "engine.async_scheduling")
	if got := a.View.SweepY; got != "engine.async_scheduling:false,true" {
		t.Errorf("a switch is swept over %s", got)
	}
	a.SetSweepField(true, "engine.kv_cache_dtype")
	if got := a.SweepText(state.InputValues + "2"); got != "auto, fp8" || a.View.SweepY != "engine.kv_cache_dtype:auto,fp8" {
		t.Errorf("%q, %s: the profile knows two", got, a.View.SweepY)
	}
	a.EditSweep(state.InputValues+"2", "fp8, auto ,int4")
	if got := a.SweepProblem(state.InputValues + "2"); !strings.Contains(got, "auto, bfloat16, fp8") {
		t.Errorf("int4: %q", got)
	}
	a.EditSweep(state.InputValues+"2", "fp8, auto")
	a.RunSweep()
	if y := d.plan(t).Y; y == nil || y.String() != "engine.kv_cache_dtype:fp8,auto" || a.SweepProblem(state.InputValues+"2") != "" {
		t.Errorf("y is %+v", y)
	}
}

// TestFindCapacity goes from the verdict to a sweep around the rate that the run sustains, with the settings it has.
func TestFindCapacity(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	if !a.CanFindCapacity() {
		t.Fatal("there is an SLO and a steady rate")
	}
	a.SetSweepField(true, "engine.max_num_seqs")
	a.FindCapacity()
	if a.View.Page != state.PageSweep || a.View.SweepX != "workload.request_rate:1.1:6.3:12" || a.View.SweepY != "" {
		t.Errorf("%s: x %s, y %s", a.View.Page, a.View.SweepX, a.View.SweepY)
	}
	if plan := d.plan(t); plan.X.String() != a.View.SweepX || plan.Y != nil {
		t.Errorf("the plan is %+v", plan)
	}
	for name, change := range map[string]func(){
		"a client that holds": func() { a.Scenario.Workload.MaxConcurrency = 8 },
		"a ramp":              func() { a.Scenario.Workload.RampUpStrategy = "linear" },
		"no steady part":      func() { a.Result.Summary.LLMEmu.Steady = nil },
		"no SLO":              func() { a.Result.Summary.LLMEmu.SLOAttainment = nil },
	} {
		before, ran := *a.Scenario, a.Result.Summary.LLMEmu
		if change(); a.CanFindCapacity() {
			t.Errorf("%s: a sweep is offered", name)
		}
		*a.Scenario, a.Result.Summary.LLMEmu = before, ran
	}
}

// TestRunLonger exchanges a short run for one of 2,000 requests, where the workload can have more, and sweeps it.
func TestRunLonger(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	if a.CanRunLonger() {
		t.Error("a recorded stream has no more requests")
	}
	a.Edit("workload.dataset", "random")
	a.Edit("workload.num_prompts", "300")
	if !a.CanRunLonger() {
		t.Fatal("300 random requests could be more")
	}
	a.View.Page = state.PageSweep
	a.RunLonger()
	if a.Scenario.Workload.NumPrompts != 2000 || a.CanRunLonger() || !a.Sweep.Running || len(d.plans) == 0 {
		t.Errorf("%d requests, running %t", a.Scenario.Workload.NumPrompts, a.Sweep.Running)
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
	a.RunSweep()
	plan := d.plan(t)
	if plan.X.String() != "workload.request_rate:2:8:4" || plan.Y == nil || plan.Y.Field != "engine.max_num_seqs" || plan.Seeds != 3 || plan.Attainment != 0.95 || a.View.SweepPrice != "fastgpu:2.5" {
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
	b.OpenSwept()
	if again := e.plan(t); again.X.String() != plan.X.String() || again.Y.String() != plan.Y.String() || again.Seeds != 3 || len(again.Profiles) != 2 || again.Prices != "fastgpu:2.5" {
		t.Errorf("the link gives %+v", again)
	}
}

func TestASweepCanBeCancelled(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
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

// A sweep's curves are called by their hardware; what differs from the scenario's own profile is said.
func TestWhatASweepCallsItsProfiles(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.Catalogue.Profile("slow").Sheet.Engine.Dtype = "float16"
	a.Scenario.Profile = "fast"
	a.View.SweepProfiles = "slow,fast-2,slow,gone"
	a.SetPage(state.PageSweep)
	a.RunSweep()
	var got []string
	for _, p := range d.plan(t).Profiles {
		got = append(got, p.Title)
	}
	if want := "Fast GPU; Slow GPU, float16; Fast GPU ×2"; strings.Join(got, "; ") != want {
		t.Errorf("%s, want %s", strings.Join(got, "; "), want)
	}
	var candidates []string
	for _, p := range a.SweepCandidates() {
		candidates = append(candidates, p.ID())
	}
	if strings.Join(candidates, " ") != "slow" {
		t.Errorf("candidates %v", candidates)
	}
}

// Until the next sweep has a point the last one stays on show.
func TestASweepWithoutPointsLeavesTheLastOnShow(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	header := func(count int) []byte {
		return fmt.Appendf(nil, `{"field":"workload.request_rate","seeds":1,"finished":3,"known":20,"lines":[{"count":%d}],"columns":[]}`, count)
	}
	if !a.PlanOutcome("sweep", header(0), false, 1) || a.Sweep.Outcome == nil || !a.Sweep.Running {
		t.Error("the first is not on show while it runs")
	}
	a.PlanOutcome("sweep", header(2), true, 1)
	first := a.Sweep.Outcome
	if a.Sweep.Running || a.Sweep.Swept.Seed != 0 {
		t.Errorf("%+v", a.Sweep)
	}
	a.Edit("seed", "5")
	if len(d.plans) != 2 || a.PlanOutcome("sweep", header(0), false, 1) || a.Sweep.Outcome != first || a.Sweep.Finished != 3 || a.Sweep.Known != 20 {
		t.Errorf("%d plans, %+v", len(d.plans), a.Sweep)
	}
	if !a.PlanOutcome("sweep", header(1), false, 1) || a.Sweep.Outcome == first || a.Sweep.Swept.Seed != 5 {
		t.Errorf("%+v", a.Sweep)
	}
	if !a.PlanOutcome("sweep", header(0), true, 1) {
		t.Error("one that is over without points is not shown")
	}
	last := a.Sweep.Outcome
	if a.PlanOutcome("sweep", []byte("{"), false, 1) || a.Sweep.Problem == "" || a.Sweep.Running || a.Sweep.Outcome != last {
		t.Errorf("an answer that cannot be read: %+v", a.Sweep)
	}
	a.PlanFailed("sweep", "no thread")
	if a.Sweep.Problem != "no thread" {
		t.Errorf("problem %q", a.Sweep.Problem)
	}
}

func TestAPointIsOpened(t *testing.T) {
	a, d := newApp(t)
	a.Sweep.Outcome = &sweep.Outcome{Field: sweep.RateField}
	a.OpenPoint(2.75)
	if a.Scenario.Workload.RequestRate != 2.75 || a.View.Page != state.PageTimeline || len(d.jobs) == 0 {
		t.Errorf("rate %g on %s", float64(a.Scenario.Workload.RequestRate), a.View.Page)
	}
}

func TestRunShown(t *testing.T) {
	a, d := newApp(t)
	a.RunShown()
	a.View.Page = state.PageSweep
	a.RunShown()
	if len(d.jobs) != 1 || len(d.plans) != 1 {
		t.Errorf("%d runs, %d sweeps", len(d.jobs), len(d.plans))
	}
}

// A plan that cannot be carried out says why, and nothing goes on: neither the sweep before it nor one that failed.
func TestASweepThatCannotBe(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	cancels := d.cancels
	a.Scenario.Workload.RampUpStartRPS = 1
	if a.RunSweep(); a.Sweep.Problem == "" || a.Sweep.Running || d.cancels != cancels+1 || len(d.plans) != 1 {
		t.Errorf("settings that do not go together: %+v, %d cancels", a.Sweep, d.cancels-cancels)
	}
	a.Scenario.Workload.RampUpStartRPS = 0
	if a.RunOrCancelSweep(); !a.Sweep.Running || a.Sweep.Problem != "" || len(d.plans) != 2 {
		t.Errorf("once they do: %+v", a.Sweep)
	}
	if a.PlanFailed("sweep", "no thread"); a.Sweep.Running || a.Sweep.Problem != "no thread" {
		t.Errorf("failed: %+v", a.Sweep)
	}
	a.Scenario.Profile = "gone"
	if a.RunSweep(); !strings.Contains(a.Sweep.Problem, "no profile gone") || len(d.plans) != 2 {
		t.Errorf("without a profile: %+v", a.Sweep)
	}
}

// Another name is no other sweep.
func TestANameMakesNoOtherSweep(t *testing.T) {
	a, _ := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	if a.Edit("name", "another"); a.SweepStale() {
		t.Error("a sweep of the same settings is stale")
	}
}

// Whatever the form says is part of the sweep: change it, and the one on show is another's.
func TestEverySettingOfASweepMakesAnother(t *testing.T) {
	for name, change := range map[string]func(*state.App){
		"from":     func(a *state.App) { a.EditSweep(state.InputFrom, "0.5") },
		"field":    func(a *state.App) { a.SetSweepField(false, "engine.max_num_seqs") },
		"second":   func(a *state.App) { a.SetSweepField(true, "engine.max_num_seqs") },
		"seeds":    func(a *state.App) { a.EditSweep(state.InputSeeds, "3") },
		"share":    func(a *state.App) { a.EditSweep(state.InputShare, "95") },
		"profiles": func(a *state.App) { a.ToggleSweepProfile("slow") },
	} {
		a, d := newApp(t)
		a.Ready = true
		a.SetPage(state.PageSweep)
		a.RunSweep()
		outcome(t, a, true, 300)
		a.View.AutoRun = false
		if change(a); !a.SweepStale() {
			t.Errorf("%s: the sweep on show is not stale", name)
		}
		if a.RunSweep(); a.SweepStale() || len(d.plans) != 2 {
			t.Errorf("%s: swept again, stale %v, %d plans", name, a.SweepStale(), len(d.plans))
		}
	}
}

// What a sweep varied is what it was started with, whatever was edited meanwhile.
func TestASweepVariesTheSettingsItBeganWith(t *testing.T) {
	a, _ := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	outcome(t, a, false, 300)
	a.View.AutoRun = false
	a.Edit("seed", "5")
	outcome(t, a, true, 300)
	if a.Sweep.Swept.Seed != 0 || a.Scenario.Seed != 5 {
		t.Errorf("swept seed %d, edited %d", a.Sweep.Swept.Seed, a.Scenario.Seed)
	}
}

// A sweep that was cancelled before it came to anything waits for its button.
func TestACancelledFirstSweepWaits(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	a.RunOrCancelSweep()
	a.Edit("seed", "6")
	if len(d.plans) != 1 || a.Sweep.Running {
		t.Errorf("%d plans after it was cancelled, running %v", len(d.plans), a.Sweep.Running)
	}
}

func TestSeedsOfASweepAreWhole(t *testing.T) {
	a, _ := newApp(t)
	a.EditSweep(state.InputSeeds, "2.5")
	if got := a.SweepProblem(state.InputSeeds); !strings.HasPrefix(got, "seeds 2.5; allowed: 1 to ") || a.View.SweepSeeds != "1" {
		t.Errorf("problem %q, seeds %q", got, a.View.SweepSeeds)
	}
}

// An end beyond the other waits until that one has moved too.
func TestBothEndsOfAnAxisCanMove(t *testing.T) {
	for _, second := range []string{"", "2"} {
		a, _ := newApp(t)
		a.View.SweepX, a.View.SweepY = "workload.request_rate:2:8:4", "engine.max_num_seqs:2:8:4"
		a.EditSweep(state.InputFrom+second, "9")
		if a.SweepProblem(state.InputFrom+second) == "" {
			t.Fatal("from 9 to 8 is taken")
		}
		a.EditSweep(state.InputTo+second, "12")
		want := map[string]string{"": "workload.request_rate:9:12:4 engine.max_num_seqs:2:8:4", "2": "workload.request_rate:2:8:4 engine.max_num_seqs:9:12:4"}[second]
		if got := a.View.SweepX + " " + a.View.SweepY; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestPricesChangeCostsAlone: each kind of GPU has its own, and no run follows.
func TestPricesChangeCostsAlone(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.ToggleSweepProfile("slow")
	a.SetPage(state.PageSweep)
	if a.EditSweep(state.InputPrice, "4"); len(d.prices) != 0 {
		t.Error("there is nothing to price yet")
	}
	a.RunSweep()
	outcome(t, a, true, 300)
	a.EditSweep(state.InputPrice+"1", "0.8")
	a.EditSweep(state.InputPrice, "4.5")
	if got := strings.Join(d.prices, " "); got != "fastgpu:4,slowgpu:0.8 fastgpu:4.5,slowgpu:0.8" || len(d.plans) != 1 || a.SweepStale() {
		t.Errorf("prices %s, %d plans, stale %t", got, len(d.plans), a.SweepStale())
	}
	if first, second := a.SweepText(state.InputPrice), a.SweepText(state.InputPrice+"1"); first != "4.5" || second != "0.8" {
		t.Errorf("the form shows %s and %s", first, second)
	}
	a.EditSweep(state.InputPrice, "")
	a.EditSweep(state.InputPrice+"1", "-1")
	if got := a.SweepProblem(state.InputPrice + "1"); !strings.Contains(got, "allowed: 0 to 1,000,000") || a.View.SweepPrice != "slowgpu:0.8" {
		t.Errorf("%q, prices %s", got, a.View.SweepPrice)
	}
	outcomeAt := a.Sweep.TookMs
	a.PlanOutcome("sweep", []byte(`{"field":"workload.request_rate","lines":[],"failures":[],"columns":[]}`), true, math.NaN())
	if a.Sweep.TookMs != outcomeAt {
		t.Errorf("a price took %g ms", a.Sweep.TookMs)
	}
	a.Catalogue.Profiles = append(a.Catalogue.Profiles, state.Profile{File: "third"})
	third := &a.Catalogue.Profiles[len(a.Catalogue.Profiles)-1]
	third.Sheet.ID, third.Sheet.GPU.Name, third.Sheet.Model = "third", "Third GPU", a.Profile().Sheet.Model
	a.ToggleSweepProfile("third")
	if a.EditSweep(state.InputPrice+"2", "7"); a.SweepText(state.InputPrice+"2") != "7" {
		t.Errorf("the third price is %q", a.SweepText(state.InputPrice+"2"))
	}
	b, _ := newApp(t)
	if b.Follow("#sc=2.5"); b.SweepText(state.InputPrice) != "2.5" {
		t.Error("a link of before, with one price for all, is not read")
	}
}

// TestASweepThatGoesOnElsewhere is told of in every other view.
func TestASweepThatGoesOnElsewhere(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageSweep)
	a.RunSweep()
	if a.SweepsAway() {
		t.Error("it is on show")
	}
	a.SetPage(state.PageOverview)
	if !a.SweepsAway() {
		t.Error("nothing tells of the sweep under way")
	}
	cancels := d.cancels
	if a.RunOrCancelSweep(); a.SweepsAway() || d.cancels != cancels+1 {
		t.Error("it is not cancelled")
	}
}
