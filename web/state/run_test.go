package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
)

// finish answers the n-th run that the page asked for with a good result.
func finish(t *testing.T, a *state.App, d *desk, n int) bool {
	t.Helper()
	return a.Finish(d.jobs[n].ID, d.jobs[n].Scenario, header(t), 1)
}

// Results that were on their way when the reader cancelled are good ones, and not wanted all the same: those of the run that
// was cancelled and of one before it. The next run's are.
func TestAnswersOfCancelledRunsAreDropped(t *testing.T) {
	a, d := newApp(t)
	a.Run()
	a.Run()
	a.RunOrCancel()
	if d.cancels != 1 || a.Running || a.Status != "Run cancelled" {
		t.Errorf("cancels %d, running %v, status %q", d.cancels, a.Running, a.Status)
	}
	before := a.Result
	for n := range d.jobs {
		if finish(t, a, d, n) || a.Result != before {
			t.Errorf("the result of run %d was taken", n)
		}
		a.Fail(d.jobs[n].ID, "", "late")
	}
	if a.Notice != "" || a.Status != "Run cancelled" {
		t.Errorf("notice %q, status %q", a.Notice, a.Status)
	}
	a.RunOrCancel()
	if !a.Running || len(d.jobs) != 3 || !finish(t, a, d, 2) || a.Result == before || a.Running {
		t.Error("the run after a cancelled one is not taken")
	}
}

// A failure counts for the newest run alone: an older one's settings are gone.
func TestALateFailureIsNotTheNewestRuns(t *testing.T) {
	a, d := newApp(t)
	f := field(t, "engine.num_gpu_blocks")
	a.Edit(f.Path(), "20")
	a.Edit(f.Path(), "40")
	a.Fail(d.jobs[0].ID, f.Path(), f.Path()+": needs 30 blocks")
	if a.Problem(f) != "" || !a.Running || a.Status != "" {
		t.Errorf("problem %q, running %v, status %q", a.Problem(f), a.Running, a.Status)
	}
	a.Fail(d.jobs[1].ID, f.Path(), f.Path()+": needs 50 blocks")
	if a.Problem(f) != "needs 50 blocks" || a.Running || a.Status != "Run failed" {
		t.Errorf("problem %q, running %v, status %q", a.Problem(f), a.Running, a.Status)
	}
	a.Notice = "of the last run"
	a.Run()
	if a.Problem(f) != "" || a.Notice != "" || !a.Running {
		t.Errorf("problem %q, notice %q after another start", a.Problem(f), a.Notice)
	}
}

// What the engine was not asked while it ran it is asked when the run is over, however it ends, and about what ran.
func TestARunIsFollowedByQuestions(t *testing.T) {
	for name, end := range map[string]func(a *state.App, d *desk){
		"finished":  func(a *state.App, d *desk) { finish(t, a, d, 0) },
		"failed":    func(a *state.App, d *desk) { a.Fail(d.jobs[0].ID, "", "no") },
		"cancelled": func(a *state.App, d *desk) { a.RunOrCancel() },
	} {
		a, d := newApp(t)
		a.Know(&explain.Facts{})
		a.Ready = true
		a.Run()
		a.SelectRequest(4)
		if len(d.questions) != 0 {
			t.Fatalf("%s: asked %v while it runs", name, d.asked())
		}
		end(a, d)
		list := strings.Join(d.asked(), ", ")
		if !strings.HasPrefix(list, "request 4") || strings.Contains(list, "facts") != (name == "finished") {
			t.Errorf("%s: asked %s", name, list)
		}
	}
}

// A result says what it belongs to, whatever was edited meanwhile, and what is said of the last one goes.
func TestAResultBelongsToWhatRan(t *testing.T) {
	a, d := newApp(t)
	a.Notice = "old"
	a.Edit("seed", "3")
	a.View.AutoRun = false
	a.Edit("seed", "4")
	a.Copied("")
	if !finish(t, a, d, 0) || a.Ran.Seed != 3 || a.Scenario.Seed != 4 || !a.Stale() || a.Notice != "" || a.Status != "" {
		t.Errorf("seed %d on show, %d edited, notice %q, status %q", a.Ran.Seed, a.Scenario.Seed, a.Notice, a.Status)
	}
	before := a.Result
	for name, take := range map[string]func() bool{
		"no scenario": func() bool { return a.Finish(d.jobs[0].ID, []byte("{"), header(t), 1) },
		"no header":   func() bool { return a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, []byte("{"), 1) },
	} {
		a.Notice = ""
		if take() || a.Result != before || a.Notice == "" {
			t.Errorf("%s: notice %q", name, a.Notice)
		}
	}
}

// The tail of a long run is explained when somebody asks: what was said of the last one goes at once.
func TestOfALongRunNothingIsSaidUnasked(t *testing.T) {
	for completed, kept := range map[string]bool{"100000": true, "100001": false} {
		a, d := newApp(t)
		a.Know(&explain.Facts{})
		a.Run()
		long := strings.Replace(string(header(t)), `"completed": 300`, `"completed": `+completed, 1)
		if !a.Finish(d.jobs[0].ID, d.jobs[0].Scenario, []byte(long), 1) || (a.Why.Facts != nil) != kept {
			t.Errorf("after a run of %s requests: %+v", completed, a.Why.Facts)
		}
	}
}

// Settings that do not go together, or a profile that is not here, start nothing and say why.
func TestWhatCannotRunSaysWhy(t *testing.T) {
	a, d := newApp(t)
	a.Scenario.Profile = "gone"
	a.Run()
	if len(d.jobs) != 0 || a.Running || a.Notice == "" || a.Problem(field(t, "profile")) == "" {
		t.Errorf("%d jobs, running %v, notice %q", len(d.jobs), a.Running, a.Notice)
	}
	a, d = newApp(t)
	a.Scenario.Workload.RampUpStartRPS = 1
	a.Run()
	if len(d.jobs) != 0 || a.Running || a.Problem(field(t, "workload.ramp_up_start_rps")) == "" {
		t.Errorf("%d jobs, running %v", len(d.jobs), a.Running)
	}
}

// The engine warms up on what is edited, and not while it runs.
func TestWarmUp(t *testing.T) {
	a, d := newApp(t)
	a.WarmUp()
	if len(d.warm) != 1 || d.warm[0].Profile != "data/fast.json" || len(d.jobs) != 0 {
		t.Errorf("warmed up by %+v, %d jobs", d.warm, len(d.jobs))
	}
	a.Run()
	a.WarmUp()
	b, e := newApp(t)
	b.Scenario.Profile = "gone"
	b.WarmUp()
	if len(d.warm) != 1 || len(e.warm) != 0 {
		t.Error("warmed up while it runs, or without a profile")
	}
}

// Only the requests of a run that was measured are held against it.
func TestARunReadsWhatItsScenarioNames(t *testing.T) {
	a, d := newApp(t)
	a.Edit("workload.dataset", "random")
	a.Edit("workload.dataset", "sharegpt")
	for i, want := range []state.Job{{Profile: "data/fast.json"}, {Profile: "data/fast.json", Stream: "data/s.json", Measured: "data/m.json"}} {
		if job := d.jobs[i]; job.Profile != want.Profile || job.Stream != want.Stream || job.Measured != want.Measured {
			t.Errorf("run %d reads %+v", i, job)
		}
	}
}

func TestSimulated(t *testing.T) {
	a, _ := newApp(t)
	if got := a.Simulated(); got != "300 requests, 72.8 s simulated" {
		t.Error(got)
	}
}

// TestWhatVLLMRefusesStandsAtItsField: a link to a scenario that vLLM would not start with opens, shows the reason where it is to
// be mended, and the last result stays.
func TestWhatVLLMRefusesStandsAtItsField(t *testing.T) {
	s := scenario.DefaultOf(2, "fast")
	s.Engine.MaxNumSeqs, s.Engine.MaxNumBatchedTokens = 256, 128
	link, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	a, d := newApp(t)
	result := a.Result
	a.Follow("#s=" + link)
	if a.Scenario.Version != 2 || len(d.jobs) != 1 {
		t.Fatalf("version %d, %d runs", a.Scenario.Version, len(d.jobs))
	}
	f := field(t, "engine.max_num_batched_tokens")
	a.Fail(d.jobs[0].ID, f.Path(), f.Path()+": vLLM refuses this: too few")
	if a.Problem(f) != "vLLM refuses this: too few" || a.Result != result || a.Notice != "" {
		t.Errorf("problem %q, notice %q", a.Problem(f), a.Notice)
	}
	a.Edit(f.Path(), "")
	if a.Problem(f) != "" || a.Scenario.Engine.MaxNumBatchedTokens != 0 || len(d.jobs) != 2 {
		t.Errorf("left to vLLM: problem %q, %d tokens, %d runs", a.Problem(f), a.Scenario.Engine.MaxNumBatchedTokens, len(d.jobs))
	}
}

// TestWhatTheRunTookForAnOpenLimit is what an empty input shows, and what a sweep starts from.
func TestWhatTheRunTookForAnOpenLimit(t *testing.T) {
	a, _ := newApp(t)
	for path, want := range map[string]float64{
		"engine.num_gpu_blocks": 8000, "engine.max_num_seqs": 128, "engine.max_num_batched_tokens": 2048, "engine.gpu_memory_utilization": 0.9,
		"server.frontend_ms": 1, "server.frontend_ms_per_1k_tokens": 2, "server.frontend_parallel": 3, "server.host_ms_per_step": 4, "server.host_us_per_seq": 0,
	} {
		if got, ok := a.Taken(path); got != want || !ok {
			t.Errorf("%s: %g, %t, want %g", path, got, ok, want)
		}
	}
	if got, ok := a.Taken("engine.block_size"); ok {
		t.Errorf("block_size is never open: %g", got)
	}
}

// A name decides nothing that a run comes to.
func TestANameMakesNoResultStale(t *testing.T) {
	a, _ := newApp(t)
	a.View.AutoRun = false
	if a.Edit("name", "another"); a.Stale() {
		t.Error("a result of the same settings is stale")
	}
	if a.Edit("seed", "7"); !a.Stale() {
		t.Error("a result of another seed is not stale")
	}
}

func TestFiguresAreApproximateWhereStepsWereExtrapolated(t *testing.T) {
	a, _ := newApp(t)
	for steps, want := range []string{"", "≈\u2009"} {
		a.Result.Summary.LLMEmu.ExtrapolatedSteps = steps
		if got := a.Result.Approximate(); got != want {
			t.Errorf("%d steps extrapolated: %q, want %q", steps, got, want)
		}
	}
}
