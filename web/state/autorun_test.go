package state_test

import (
	"fmt"
	"testing"
)

// runs gives the page results of so many milliseconds, each for the settings as they stand.
func runs(t *testing.T, took ...float64) func(edits ...string) int {
	t.Helper()
	a, d := newApp(t)
	for i, ms := range took {
		a.Edit("seed", fmt.Sprint(i+1))
		if len(d.jobs) == i {
			a.Run()
		}
		job := d.jobs[len(d.jobs)-1]
		a.Finish(job.ID, job.Scenario, header(t), ms)
		d.jobs = d.jobs[:i+1]
	}
	return func(edits ...string) int {
		before := len(d.jobs)
		for i := 0; i < len(edits); i += 2 {
			a.Edit(edits[i], edits[i+1])
		}
		return len(d.jobs) - before
	}
}

func TestAutoRunExpectsWhatRunsTookLately(t *testing.T) {
	for name, c := range map[string]struct {
		took []float64
		want int
	}{
		"before any run": {nil, 1}, "short ones": {[]float64{10, 12, 9}, 1}, "one that was held up": {[]float64{10, 400, 9}, 1},
		"long ones": {[]float64{10, 300, 400}, 0}, "short again": {[]float64{300, 400, 10, 9}, 1},
	} {
		if got := runs(t, c.took...)("engine.max_num_seqs", "64"); got != c.want {
			t.Errorf("%s: %d runs by themselves", name, got)
		}
	}
}

func TestAutoRunExpectsMoreOfMoreRequests(t *testing.T) {
	edit := runs(t, 10, 10)
	if got := edit("workload.dataset", "random", "workload.num_prompts", "2000"); got == 0 {
		t.Error("2,000 requests wait for the reader")
	}
	if got := edit("workload.num_prompts", "200000"); got != 0 {
		t.Error("200,000 requests run by themselves")
	}
}
