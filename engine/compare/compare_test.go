package compare

import (
	"math"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
)

// outcome runs two laws through all seeds, answers in reverse order.
func outcome(t *testing.T, n int, law func(side int, seed int64) keyfigures.Set) *Outcome {
	t.Helper()
	a, b := scenario.Default("p"), scenario.Default("p")
	a.Seed = 40
	c, err := New(a, b, n)
	if err != nil {
		t.Fatal(err)
	}
	type asked struct {
		id, side int
		seed     int64
	}
	var jobs []asked
	for job, more := c.Next(); more; job, more = c.Next() {
		s, err := job.Apply(a)
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, asked{job.ID, job.Base, s.Seed})
	}
	if len(jobs) != 2*n {
		t.Fatalf("%d jobs for %d seeds", len(jobs), n)
	}
	for i := len(jobs) - 1; i >= 0; i-- {
		if c.Done() {
			t.Fatal("done before all is answered")
		}
		c.Feed(jobs[i].id, law(jobs[i].side, jobs[i].seed))
		c.Outcome()
	}
	if !c.Done() {
		t.Fatal("not done")
	}
	return c.Outcome()
}

func (o *Outcome) row(key string) *Row {
	for i := range o.Rows {
		if o.Rows[i].Key == key {
			return &o.Rows[i]
		}
	}
	return nil
}

// The seeds move both sides together by far more than the difference: pairs see it, means alone would not.
func TestPairsSeeWhatTheNoiseWouldHide(t *testing.T) {
	o := outcome(t, 8, func(side int, seed int64) (f keyfigures.Set) {
		f[keyfigures.TTFTP99] = 100 + 10*float64(seed%7) + 2*float64(side) + 0.1*float64((seed*int64(side+1))%3)
		f[keyfigures.OutputThroughput] = 1000 + 50*float64((seed*int64(3*side+1))%5)
		return f
	})
	if r := o.row("p99_ttft_ms"); !r.Beyond || !r.Bad || r.Good || math.Abs(r.Difference-2) > 0.2 {
		t.Errorf("2 ms more TTFT: %+v", r)
	}
	if r := o.row("output_throughput"); r.Beyond || r.Good || r.Bad {
		t.Errorf("noise alone: %+v", r)
	}
	if o.Seeds != 8 || o.First != 40 || o.Constant {
		t.Errorf("%+v", o)
	}
	if o.row("request_goodput") != nil {
		t.Error("goodput without an SLO")
	}
}

func TestSeedsThatChangeNothing(t *testing.T) {
	o := outcome(t, 3, func(side int, _ int64) (f keyfigures.Set) {
		f[keyfigures.TTFTP50] = float64(10 - side)
		return f
	})
	if r := o.row("p50_ttft_ms"); !o.Constant || !r.Good || r.Margin != 0 || r.Percent != -10 {
		t.Errorf("%+v of %+v", r, o)
	}
}

func TestARunThatFails(t *testing.T) {
	c, err := New(scenario.Default("p"), scenario.Default("p"), 4)
	if err != nil {
		t.Fatal(err)
	}
	c.Next()
	job, _ := c.Next()
	c.Fail(job.ID, "no blocks")
	if _, more := c.Next(); more || c.Done() {
		t.Error("goes on after a failure")
	}
	c.Feed(0, keyfigures.Set{})
	if o := c.Outcome(); !c.Done() || !strings.HasPrefix(o.Problem, "B cannot run with seed 0: no blocks") {
		t.Errorf("done %t, %+v", c.Done(), o)
	}
	if _, err := New(scenario.Default("p"), scenario.Default("p"), 1); err == nil {
		t.Error("one seed has no spread")
	}
}

// TestAnIncompletePairDoesNotCount answers two seeds of both sides and a third of A alone.
func TestAnIncompletePairDoesNotCount(t *testing.T) {
	c, err := New(scenario.Default("p"), scenario.Default("p"), 3)
	if err != nil {
		t.Fatal(err)
	}
	for id, ttft := range []float64{10, 12, 20, 26, 1000} { // by turns of A and B: 2 more, 6 more, 1000 alone
		c.Feed(id, keyfigures.Set{keyfigures.TTFTP50: ttft})
	}
	o := c.Outcome()
	if r := o.row("p50_ttft_ms"); o.Seeds != 2 || r.A != 15 || r.B != 19 || r.Difference != 4 {
		t.Errorf("%+v of %+v", r, o)
	}
}

// TestObjectivesOfB shows goodput where only B has objectives.
func TestObjectivesOfB(t *testing.T) {
	b := scenario.Default("p")
	b.SLO.TTFTMs = 1
	c, err := New(scenario.Default("p"), b, 2)
	if err != nil {
		t.Fatal(err)
	}
	for id := range 4 {
		c.Feed(id, keyfigures.Set{keyfigures.RequestGoodput: 3})
	}
	if r := c.Outcome().row("request_goodput"); r == nil || r.A != 3 || r.B != 3 {
		t.Errorf("goodput is %+v", r)
	}
}

// TestSeedsThatChangeOneSide has a side that is the same with every seed, and one that is not.
func TestSeedsThatChangeOneSide(t *testing.T) {
	for moved := range 2 {
		o := outcome(t, 3, func(side int, seed int64) (f keyfigures.Set) {
			if side == moved {
				f[keyfigures.TTFTP50] = float64(seed)
			}
			return f
		})
		if o.Constant {
			t.Errorf("seeds change nothing, although side %d follows them", moved)
		}
	}
}

// TestWhatRoundingLeavesIsNoDifference: sums of figures that are alike differ in their last bits, and so do those of one difference.
func TestWhatRoundingLeavesIsNoDifference(t *testing.T) {
	noise := []float64{0, 1e-13, -2e-13, 3e-13, 0, 1e-13, 0, -1e-13}
	o := outcome(t, 8, func(side int, seed int64) keyfigures.Set {
		var set keyfigures.Set
		set[keyfigures.TTFTP50] = 88.3 + float64(side)*noise[seed-40]
		set[keyfigures.TPOTP50] = 20 + float64(side)*(5+noise[seed-40])
		return set
	})
	if r := o.row("p50_ttft_ms"); r.Difference != 0 || r.Margin != 0 || r.Beyond || r.Good || r.Bad {
		t.Errorf("TTFT is alike: %+v", r)
	}
	if r := o.row("p50_tpot_ms"); math.Abs(r.Difference-5) > 1e-9 || r.Margin != 0 || !r.Bad {
		t.Errorf("TPOT is 5 ms more in every pair: %+v", r)
	}
}
