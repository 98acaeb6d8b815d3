package state_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

// asked lists what the engine was asked, as "step 7".
func (d *desk) asked() (list []string) {
	for _, q := range d.questions {
		text := q.What
		switch q.What {
		case state.AskRequest:
			text += fmt.Sprint(" ", q.At.Request)
		case state.AskStep:
			text += fmt.Sprintf(" %d of %d", q.At.Step.Step, q.At.Step.Engine)
		}
		list = append(list, text)
	}
	return list
}

func TestWhatIsShownIsAskedOnce(t *testing.T) {
	a, d := newApp(t)
	a.AskWhy()
	if len(d.questions) != 0 {
		t.Fatalf("a page that is not ready asks %v", d.asked())
	}
	a.Ready = true
	a.SetPage(state.PageProfile)
	a.SelectRequest(4)
	if len(d.questions) != 0 {
		t.Errorf("the view of profiles asks %v", d.asked())
	}
	a.SetPage(state.PageTimeline)
	a.SetPage(state.PageTimeline)
	a.SelectStep(metrics.StepRef{Step: 7})
	if got, want := fmt.Sprint(d.asked()), "[timeline request 4 facts step 7 of 0]"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
	if job := d.questions[0].Job; job.Profile != "data/fast.json" || job.Stream != "data/s.json" {
		t.Errorf("the question is about %+v", job)
	}
}

func TestAnswersToOldQuestionsAreDropped(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageTimeline)
	a.SelectStep(metrics.StepRef{Step: 7})
	first := d.questions[len(d.questions)-1]
	a.SelectStep(metrics.StepRef{Step: 8})
	second := d.questions[len(d.questions)-1]
	a.Explained(first.ID, first.What, []byte(`{"step": 7}`))
	a.Unexplained(first.ID, first.What, "late")
	if a.Why.Step != nil || a.Why.Problem != "" {
		t.Errorf("an old answer was taken: %+v", a.Why)
	}
	a.Explained(second.ID, second.What, []byte(`{"step": 8}`))
	if a.Why.Step == nil || a.Why.Step.Step != 8 {
		t.Errorf("step 8 is explained as %+v", a.Why.Step)
	}
	a.Explained(second.ID, second.What, []byte(`nonsense`))
	if a.Why.Problem == "" {
		t.Error("nonsense was taken for an answer")
	}
}

func TestFactsOfTheBuildAreNotAskedFor(t *testing.T) {
	a, d := newApp(t)
	a.Know(&explain.Facts{})
	a.Ready = true
	a.AskWhy()
	if len(d.questions) != 0 {
		t.Errorf("asked %v", d.asked())
	}
}

func TestAct(t *testing.T) {
	a, d := newApp(t)
	a.Act(explain.Action{Step: 9})
	if a.View.Page != state.PageTimeline || a.View.Step != 9 {
		t.Errorf("the view is %+v", a.View)
	}
	a.Act(explain.Action{Step: state.None, FromS: 2, ToS: 4})
	if a.View.From != 2 || a.View.To != 4 {
		t.Errorf("the view is %+v", a.View)
	}
	a.Act(explain.Action{Step: state.None, Path: "engine.num_gpu_blocks", Value: "9600"})
	if a.Scenario.Engine.NumGPUBlocks != 9600 || len(d.jobs) != 1 {
		t.Errorf("%d blocks, %d jobs", a.Scenario.Engine.NumGPUBlocks, len(d.jobs))
	}
	if a.Pin == nil || a.Pin.Scenario.Engine.NumGPUBlocks == 9600 {
		t.Errorf("what was tried is compared with %+v", a.Pin)
	}
	a.View.AutoRun = false
	a.RunOrCancel()
	a.Try("engine.max_num_seqs", "32")
	if len(d.jobs) != 2 {
		t.Errorf("a setting was tried without a run: %d jobs", len(d.jobs))
	}
	a.ShowTail()
	if a.View.Filter != state.FilterTail || a.View.To != 0 {
		t.Errorf("the view is %+v", a.View)
	}
}

func TestFind(t *testing.T) {
	a, d := newApp(t)
	for _, text := range []string{"300", "-1", "x", "", "99999999999999999999"} {
		if a.Find(text); a.FindProblem != "There are #0 to #299." || a.View.Request != state.None {
			t.Errorf("%q: %q, request %d", text, a.FindProblem, a.View.Request)
		}
	}
	if len(d.zoomed) != 0 {
		t.Errorf("the timeline goes to %v", d.zoomed)
	}
	a.SetFilter(state.FilterPreempted)
	if a.Find(" #299 "); a.FindProblem != "" || a.View.Request != 299 || a.View.Filter != state.FilterAll {
		t.Errorf("%q, view %+v", a.FindProblem, a.View)
	}
	if !slices.Equal(d.zoomed, []int{299}) {
		t.Errorf("the timeline goes to %v", d.zoomed)
	}
}

func TestLongRunsAreExplainedOnDemand(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.Result.Summary.Completed = 1_000_000
	a.AskWhy()
	if len(d.questions) != 0 {
		t.Errorf("asked %v", d.asked())
	}
	a.ExplainTail()
	if len(d.questions) != 1 {
		t.Error("the reader asked in vain")
	}
}

// A new result is asked about anew, the same one is not.
func TestEveryResultIsAskedAbout(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.SetPage(state.PageTimeline)
	first := fmt.Sprint(d.asked())
	a.AskWhy()
	a.Run()
	finish(t, a, d, 0)
	if got := fmt.Sprint(d.asked()); got != "[timeline facts timeline facts]" || first != "[timeline facts]" {
		t.Errorf("asked %s, then %s", first, got)
	}
	if q := d.questions[2]; q.ID == d.questions[0].ID || q.Job.Profile != "data/fast.json" {
		t.Errorf("%+v", q)
	}
}

// The pinned run is drawn behind another one only.
func TestThePinnedRunIsAskedAboutBesideAnother(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.PinShown()
	a.SetPage(state.PageTimeline)
	if got := fmt.Sprint(d.asked()); got != "[facts timeline]" {
		t.Errorf("asked %s", got)
	}
}

func TestFactsAreLateAfterARun(t *testing.T) {
	a, d := newApp(t)
	a.Know(&explain.Facts{})
	if !a.FactsCurrent() {
		t.Error("those of the build are not current")
	}
	a.Ready = true
	a.Run()
	finish(t, a, d, 0)
	if a.FactsCurrent() || a.Why.Facts == nil {
		t.Error("the old ones go before there are new ones, or count as new")
	}
	q := d.questions[len(d.questions)-1]
	a.Unexplained(q.ID, q.What, "no memory")
	if a.Why.Problem != "no memory" {
		t.Errorf("problem %q", a.Why.Problem)
	}
	a.Explained(q.ID, q.What, []byte(`{}`))
	if !a.FactsCurrent() || a.Why.Problem != "" {
		t.Errorf("current %v, problem %q", a.FactsCurrent(), a.Why.Problem)
	}
}

func TestStepBesideStaysInTheRun(t *testing.T) {
	a, _ := newApp(t) // of 1,161 steps
	for _, c := range []struct{ from, direction, want int }{{5, 1, 6}, {5, -1, 4}, {0, -1, 0}, {1160, 1, 1160}, {1159, 1, 1160}} {
		a.SelectStep(metrics.StepRef{Engine: 3, Step: c.from})
		if a.StepBeside(c.direction); a.View.Step != c.want || a.View.Engine != 3 {
			t.Errorf("from %d by %d: step %d of engine %d", c.from, c.direction, a.View.Step, a.View.Engine)
		}
	}
}

func TestInspecting(t *testing.T) {
	a, _ := newApp(t)
	for _, c := range []struct {
		page    string
		request int
		want    bool
	}{{state.PageOverview, state.None, false}, {state.PageOverview, 0, true}, {state.PageTimeline, state.None, true}, {state.PageGaps, 4, false}} {
		a.View.Page, a.View.Request = c.page, c.request
		if a.Inspecting() != c.want {
			t.Errorf("%s with request %d", c.page, c.request)
		}
	}
}

func TestShowTail(t *testing.T) {
	a, _ := newApp(t)
	a.SetWindow(2, 4)
	a.ShowTail()
	if v := a.View; v.Page != state.PageTimeline || v.Filter != state.FilterTail || v.From != 0 || v.To != 0 {
		t.Errorf("%+v", v)
	}
}

// TestOpenMoment shows a moment in the middle of what is around it, but for the start of the run.
func TestOpenMoment(t *testing.T) {
	a, d := newApp(t)
	a.OpenMoment(14.8, 1.2)
	if v := a.View; v.Page != state.PageTimeline || math.Abs(v.From-14.2) > 1e-9 || math.Abs(v.To-15.4) > 1e-9 || len(d.visits) != 1 {
		t.Errorf("%+v, %d entries", v, len(d.visits))
	}
	if a.OpenMoment(0.001, 0); a.View.From != 0 || math.Abs(a.View.To-0.01) > 1e-9 {
		t.Errorf("from %g to %g", a.View.From, a.View.To)
	}
}
