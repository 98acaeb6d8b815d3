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
	a.Imported([]byte(mine))
	if a.View.Page != state.PageProfile || a.Shown().ID() != "own-x" || !a.Shown().Yours() || !strings.HasSuffix(a.Shown().Load(), ", yours") {
		t.Fatalf("page %s shows %+v", a.View.Page, a.Shown())
	}
	a.ChooseProfile("own-x")
	if job := d.jobs[len(d.jobs)-1]; job.Profile != "own:own-x@1" {
		t.Errorf("the job reads %+v", job)
	}
	a.Imported([]byte(mine))
	if got := len(a.Catalogue.Profiles); got != 5 {
		t.Errorf("%d profiles after importing one of four twice", got)
	}
	if a.Export(a.Shown()); d.exported != "own:own-x@1 as own-x.json" {
		t.Errorf("exported %s", d.exported)
	}
	a.CompareProfile("own-x")
	a.Remove(a.Shown())
	a.Removed("own-x")
	if d.removed != "own-x" || a.Catalogue.Profile("own-x") != nil || a.Compared() != nil || a.View.Compare != "" {
		t.Errorf("removed %q, compared with %q", d.removed, a.View.Compare)
	}
	a.AddOwn([]byte("[" + mine + "]"))
	a.CompareProfile("slow")
	if a.Removed("own-x"); a.View.Compare != "slow" {
		t.Errorf("compared with %q after another was removed", a.View.Compare)
	}
}

func TestARunIsExplainedByTheProfileThatItReadEvenIfAnotherHasItsNameSince(t *testing.T) {
	a, d := newApp(t)
	a.Ready = true
	a.Imported([]byte(mine))
	a.ChooseProfile("own-x")
	job := d.jobs[len(d.jobs)-1]
	if !a.Finish(job.ID, job.Scenario, header(t), 1) {
		t.Fatal("the result is not taken")
	}
	a.Imported([]byte(strings.Replace(mine, "own-x@1", "own-x@2", 1)))
	if next := d.jobs[len(d.jobs)-1]; next.ID == job.ID || next.Profile != "own:own-x@2" {
		t.Errorf("the next job reads %s", next.Profile)
	}
	a.Finish(job.ID+1, job.Scenario, header(t), 1)
	if got := a.Result.Profile; got != "own:own-x@2" {
		t.Errorf("the new result was made with %s", got)
	}
	a.Imported([]byte(strings.Replace(mine, "own-x@1", "own-x@3", 1)))
	a.RunOrCancel() // the result on show stays, and with it the profile that it read
	a.SetPage(state.PageTimeline)
	last := d.questions[len(d.questions)-1]
	if last.Job.Profile != "own:own-x@2" {
		t.Errorf("the result on show is explained with %s", last.Job.Profile)
	}
}

func TestALinkToAProfileThatIsNotHereSaysSo(t *testing.T) {
	a, d := newApp(t)
	a.Imported([]byte(mine))
	a.ChooseProfile("own-x")
	a.CompareProfile("slow")
	b, e := newApp(t)
	b.Follow("#" + d.hash)
	if !strings.Contains(b.Notice, "own-x") || !strings.Contains(b.Notice, "ask for its file") || len(e.jobs) != 0 {
		t.Errorf("notice %q, %d jobs", b.Notice, len(e.jobs))
	}
	b.Imported([]byte(mine))
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
