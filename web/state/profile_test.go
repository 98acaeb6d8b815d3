package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state"
)

const mine = `{"file": "own:own-x@1", "sheet": {"id": "own-x", "title": "X", "gpu": {"name": "Slow GPU", "memory_bytes": 25769803776}, "model": {"name": "Mine"}, "engine": {"tp": 1, "dtype": "fp8"}}, "report": ["read from x.json"]}`

func TestHardwareKeepsTheModelWhereItCan(t *testing.T) {
	a, _ := newApp(t)
	for _, step := range []struct{ hardware, want, why string }{
		{"slow", "slow", "the same model in the same precision"},
		{"fast-2", "fast-2", "the first of that hardware, which lacks the model"},
		{"slow", "slow-big", "the same model with another TP"},
	} {
		if a.ChooseHardware(step.hardware); a.Scenario.Profile != step.want {
			t.Errorf("the hardware of %s gives %s, want %s: %s", step.hardware, a.Scenario.Profile, step.want, step.why)
		}
	}
	if got := len(a.Catalogue.GPUs()); got != 3 {
		t.Errorf("%d kinds of hardware, want 3", got)
	}
}

func TestAnImportedProfileIsUsedLikeABundledOne(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine), "")
	if a.View.Page != state.PageProfile || a.Shown().ID() != "own-x" || !a.Shown().Yours() || !strings.HasSuffix(a.Shown().Load(), ", yours") {
		t.Fatalf("page %s shows %+v", a.View.Page, a.Shown())
	}
	a.ChooseProfile("own-x")
	if job := d.jobs[len(d.jobs)-1]; job.Profile != "own:own-x@1" {
		t.Errorf("the job reads %+v", job)
	}
	a.Imported([]byte(mine), "")
	if got := len(a.Catalogue.Profiles); got != 5 {
		t.Errorf("%d profiles after importing one of four twice", got)
	}
	if a.Export(a.Shown()); d.exported != "own:own-x@1 as own-x.json" {
		t.Errorf("exported %s", d.exported)
	}
	a.CompareProfile("own-x")
	a.Remove(a.Shown())
	a.Removed("own-x", "")
	if d.removed != "own-x" || a.Catalogue.Profile("own-x") != nil || a.Compared() != nil || a.View.Compare != "" {
		t.Errorf("removed %q, compared with %q", d.removed, a.View.Compare)
	}
	a.AddOwn([]byte("[" + mine + "]"))
	a.CompareProfile("slow")
	if a.Removed("own-x", ""); a.View.Compare != "slow" {
		t.Errorf("compared with %q after another was removed", a.View.Compare)
	}
}

func TestARunIsExplainedByTheProfileThatItReadEvenIfAnotherHasItsNameSince(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.Imported([]byte(mine), "")
	a.ChooseProfile("own-x")
	job := d.jobs[len(d.jobs)-1]
	if !a.Finish(job.ID, job.Scenario, header(t), 1) {
		t.Fatal("the result is not taken")
	}
	a.Imported([]byte(strings.Replace(mine, "own-x@1", "own-x@2", 1)), "")
	if next := d.jobs[len(d.jobs)-1]; next.ID == job.ID || next.Profile != "own:own-x@2" {
		t.Errorf("the next job reads %s", next.Profile)
	}
	a.Finish(job.ID+1, job.Scenario, header(t), 1)
	if got := a.Result.Profile; got != "own:own-x@2" {
		t.Errorf("the new result was made with %s", got)
	}
	a.Imported([]byte(strings.Replace(mine, "own-x@1", "own-x@3", 1)), "")
	a.RunOrCancel() // the result on show stays, and with it the profile that it read
	a.SetPage(state.PageTimeline)
	last := d.questions[len(d.questions)-1]
	if last.Job.Profile != "own:own-x@2" {
		t.Errorf("the result on show is explained with %s", last.Job.Profile)
	}
}

func TestALinkToAProfileThatIsNotHereSaysSo(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine), "")
	a.ChooseProfile("own-x")
	a.CompareProfile("slow")
	b, e := newApp(t)
	b.Follow("#" + d.hash)
	if !strings.Contains(b.Notice, "own-x") || !strings.Contains(b.Notice, "ask for its file") || len(e.jobs) != 0 {
		t.Errorf("notice %q, %d jobs", b.Notice, len(e.jobs))
	}
	b.Imported([]byte(mine), "")
	if b.Notice != "" || len(e.jobs) != 1 || b.View.Page != state.PageProfile {
		t.Errorf("the file was opened: notice %q, %d jobs", b.Notice, len(e.jobs))
	}
	c, _ := newApp(t)
	c.AddOwn([]byte("[" + mine + "]"))
	c.Follow("#" + d.hash)
	if c.Notice != "" || c.Scenario.Profile != "own-x" || c.Compared().ID() != "slow" {
		t.Errorf("a browser that keeps it: notice %q, profile %s", c.Notice, c.Scenario.Profile)
	}
}

// A profile in use is removed: the scenario goes on with the one that is most like it, and one press brings all back.
func TestARemovalIsTakenBack(t *testing.T) {
	a, d := newApp(t)
	like := strings.Replace(mine, `"Mine"`, `"Small-8B"`, 1)
	a.Imported([]byte(like), "")
	a.ChooseProfile("own-x")
	if a.Removed("own-x", ""); a.Absent() || a.Profile().Sheet.Model.Name != "Small-8B" || !strings.Contains(a.Removal().Told(), "goes on with Small-8B on ") {
		t.Fatalf("the scenario runs on %s: %s", a.Scenario.Profile, a.Removal().Told())
	}
	a.Restore("own-x")
	if a.Scenario.Profile != "own-x" || a.Shown().ID() != "own-x" || d.restored != "own-x" || a.Removal() != nil {
		t.Errorf("back: the scenario runs on %s, %s is on show, %q is kept again", a.Scenario.Profile, a.Shown().ID(), d.restored)
	}
	a.Removed("own-x", "")
	if a.Undo(); a.Scenario.Profile != "own-x" || a.Absent() {
		t.Errorf("undone: the scenario runs on %s", a.Scenario.Profile)
	}
	a.Choose(a.Catalogue.Scenarios[0].ID)
	if a.Removed("own-x", "does not answer"); a.Scenario.Profile == "own-x" || !strings.Contains(a.Notice, "may be back") || strings.Contains(a.Removal().Told(), "goes on") {
		t.Errorf("of no use: notice %q, %s", a.Notice, a.Removal().Told())
	}
	if a.Restored("has no room left"); !strings.Contains(a.Notice, "until the page is closed: the storage of this browser has no room left. Export it") {
		t.Errorf("notice %q", a.Notice)
	}
}

func TestStandIn(t *testing.T) {
	a, _ := newApp(t)
	of := func(gpu, model, dtype string) *state.Profile {
		p := &state.Profile{}
		p.Sheet.GPU.Name, p.Sheet.Model.Name, p.Sheet.Engine.Dtype, p.Sheet.Engine.TP = gpu, model, dtype, 1
		return p
	}
	for _, c := range []struct {
		p    *state.Profile
		want string
	}{
		{of("Slow GPU", "Small-8B", "bfloat16"), "Small-8B"},
		{of("Unheard of", "Small-8B", "fp8"), "Small-8B"},
		{of("Slow GPU", "Unheard of", "bfloat16"), a.Catalogue.Opening().Sheet.Model.Name},
	} {
		if got := a.Catalogue.StandIn(c.p).Sheet.Model.Name; got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.p.Sheet.Model.Name, c.p.Sheet.GPU.Name, got, c.want)
		}
	}
}

// A browser that keeps nothing takes nothing away from who has just brought a file.
func TestAProfileThatIsNotKeptIsThereAllTheSame(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine), "has no room left")
	if !strings.Contains(a.Notice, "until the page is closed") || !strings.Contains(strings.Join(a.Shown().Report, " "), "has no room left. Export it") {
		t.Errorf("notice %q, report %q", a.Notice, a.Shown().Report)
	}
	if a.ChooseProfile("own-x"); d.jobs[len(d.jobs)-1].Profile != "own:own-x@1" {
		t.Error("nothing runs on it")
	}
}

// A storage that answers late gives a link what it has waited for.
func TestProfilesThatCameLate(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine), "")
	a.ChooseProfile("own-x")
	b, e := newApp(t)
	b.Follow("#" + d.hash)
	if b.LackOwn("does not answer"); !strings.Contains(b.Notice, "ask for its file") || !strings.Contains(b.Notice, "its storage does not answer") {
		t.Errorf("notice %q", b.Notice)
	}
	if b.Found([]byte("[" + mine + "]")); b.Absent() || b.Notice != "" || len(e.jobs) != 1 {
		t.Errorf("found: absent %t, notice %q, %d jobs", b.Absent(), b.Notice, len(e.jobs))
	}
}

// Of a scenario whose profile is not here no view has a run, and all lead on.
func TestNoRunStandsInForAnother(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine), "")
	a.ChooseProfile("own-x")
	b, e := newApp(t)
	b.Follow("#" + d.hash)
	if b.SetPage(state.PageTimeline); !b.Absent() || !strings.Contains(b.MainClass(), "main-absent") || b.Inspecting() {
		t.Errorf("absent %t, class %q, inspecting %t", b.Absent(), b.MainClass(), b.Inspecting())
	}
	b.RunOnOpening()
	if b.Absent() || strings.Contains(b.MainClass(), "main-absent") || !b.Inspecting() || len(e.jobs) != 1 {
		t.Errorf("on the opening profile: absent %t, class %q, %d jobs", b.Absent(), b.MainClass(), len(e.jobs))
	}
}
