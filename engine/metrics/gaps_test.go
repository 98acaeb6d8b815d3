package metrics

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
)

// mixedRun has 200 decode steps of 20 ms with 10 requests, every fifth with a prefill that adds 0.04 ms a token, and one
// request that is preempted for a second.
func mixedRun() *Log {
	const requests, steps = 10, 200
	l := NewLog(&Requests{})
	for id := range requests {
		l.Arrive(0, 0, 0, 0, 100)
		l.Admit(id, 0, 0)
	}
	src := rand.New(rand.NewPCG(1, 1))
	end := int64(0)
	for k := range steps {
		prefill := int64(0)
		if k%5 == 4 {
			prefill = 100 + src.Int64N(1900)
		}
		start := end
		end += 20*nsPerMS + prefill*nsPerMS/25
		step := l.AddStep(&Step{Start: start, End: end, PrefillTokens: prefill, Decodes: requests, Outputs: requests})
		for id := range requests {
			if id == 0 && k >= 50 && k < 100 {
				continue
			}
			l.Token(id, 1, step)
		}
	}
	l.Preempt(0, l.End[50])
	l.Resume(0, l.End[99], 0)
	for id := range requests {
		l.Finish(id, int(l.Tokens[id]), steps-1)
	}
	return l
}

// nothing is an empty header.
type nothing struct{}

func (nothing) Members() plainjson.Members { return nil }

// ints reads a packed column back.
func ints(t *testing.T, p *columns.Packer, name string) []int32 {
	t.Helper()
	packed, err := p.Pack(nothing{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns() {
		if c.Name == name {
			values := make([]int32, c.Length)
			for i := range values {
				values[i] = int32(binary.LittleEndian.Uint32(packed[8+c.Offset+4*i:])) // after the length and an empty header
			}
			return values
		}
	}
	t.Fatalf("there is no column %s", name)
	return nil
}

func TestGapsAddUp(t *testing.T) {
	r := report(mixedRun(), scenario.SLO{})
	p := &columns.Packer{}
	g := r.packGaps(p)
	if want := int64(10*199 - 50); g.Count != want {
		t.Fatalf("%d gaps, want %d", g.Count, want)
	}
	sums := map[string]int64{}
	for _, c := range p.Columns() {
		if c.Type != "i32" {
			continue
		}
		for _, v := range ints(t, p, c.Name) {
			sums[c.Name] += int64(v)
		}
	}
	inside := g.Count - g.Longer
	for name, want := range map[string]int64{
		"gaps.prefill.n": inside, "gaps.batch.n": inside, "gaps.prefill.across.n": inside, "gaps.batch.across.n": inside,
		"gaps.longer.n": g.Longer,
	} {
		if sums[name] != want {
			t.Errorf("%s adds up to %d, want %d", name, sums[name], want)
		}
	}
	rows, bands := int64(0), int64(0)
	for b, band := range g.Bands {
		rows += sums["gaps.row.band"+string(rune('0'+b))]
		bands += band.Gaps
	}
	if rows != inside || bands != g.Count {
		t.Errorf("rows hold %d gaps, bands %d; want %d and %d", rows, bands, inside, g.Count)
	}
	if above := ints(t, p, "gaps.row.above"); int64(above[0]) != g.Count {
		t.Errorf("%d gaps are at least 0 long, want all %d", above[0], g.Count)
	}
}

func TestGapFit(t *testing.T) {
	g := report(mixedRun(), scenario.SLO{}).packGaps(&columns.Packer{})
	if math.Abs(g.Fit.BaseMs-20) > 0.01 || math.Abs(g.Fit.PerThousandMs-40) > 0.01 {
		t.Errorf("the fit is %.3f ms + %.3f ms per 1,000 tokens, want 20 and 40", g.Fit.BaseMs, g.Fit.PerThousandMs)
	}
	if g.Bands[0].P50 != 20 || g.MaxMs < 1000 || g.Longer != 1 || g.TopMs != 120 {
		t.Errorf("%+v", g)
	}
}

func TestGapFacts(t *testing.T) {
	var text []string
	for _, f := range report(mixedRun(), scenario.SLO{TPOTMs: 60}).packGaps(&columns.Packer{}).Facts {
		text = append(text, f.Title+": "+f.Text)
	}
	all := strings.Join(text, "\n")
	for _, want := range []string{
		"add about 40.0\u00a0ms to every decode",
		"of gaps are longer than the TPOT objective of 60.0\u00a0ms. ",
		"share a step with more than 512 prefill tokens",
		"1 gap of 1 request spanned steps that gave them no token",
		"All belong to preempted requests",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no sentence says %q:\n%s", want, all)
		}
	}
}

// fullStepRun has 100 decode steps of 20 ms with 10 requests, and one of 80 ms beside a whole budget of prefill that leaves
// all but some of them out.
func fullStepRun(some int) *Log {
	l := NewLog(&Requests{})
	for id := range 10 {
		l.Arrive(0, 0, 0, 0, 101)
		l.Admit(id, 0, 0)
	}
	end := int64(0)
	for k := range 101 {
		took, prefill, decodes := int64(20*nsPerMS), int64(0), 10
		if k == 50 {
			took, prefill, decodes = 80*nsPerMS, 2048, some
		}
		step := l.AddStep(&Step{Start: end, End: end + took, PrefillTokens: prefill, Decodes: int64(decodes), Outputs: int64(decodes)})
		for id := range decodes {
			l.Token(id, 1, step)
		}
		end += took
	}
	for id := range 10 {
		l.Finish(id, int(l.Tokens[id]), 100)
	}
	return l
}

// TestFewGapsSetNoP99, however long they are: it takes a hundredth of all.
func TestFewGapsSetNoP99(t *testing.T) {
	for decodes, sets := range map[int]bool{10: true, 5: false} {
		facts := report(fullStepRun(decodes), scenario.SLO{}).packGaps(&columns.Packer{}).Facts
		i := slices.IndexFunc(facts, func(f Fact) bool { return f.Title == "Full budget" })
		if f := facts[i]; strings.Contains(f.Text, "They set ITL p99") != sets || (f.Try != nil) != sets {
			t.Errorf("%d long gaps of 1,000: %+v", decodes, f)
		}
	}
}

func TestGapsOfSingleTokens(t *testing.T) {
	l := NewLog(&Requests{})
	l.Arrive(0, 0, 0, 0, 10)
	l.Admit(0, 0, 0)
	l.Token(0, 1, l.AddStep(&Step{End: nsPerMS, PrefillTokens: 10, Outputs: 1}))
	l.Finish(0, 1, 0)
	if g := report(l, scenario.SLO{}).packGaps(&columns.Packer{}); g != nil {
		t.Errorf("a run without a gap has %+v", g)
	}
}

func TestTicks(t *testing.T) {
	for high, want := range map[float64][2]float64{138: {140, 2}, 0.9: {1, 0.02}, 61: {70, 1}, 2100: {2500, 50},
		14: {14, 0.2}, 14.1: {15, 0.5}, 7: {7, 0.1}, 7.5: {8, 0.2}, 0.0005: {0.001, 0.0001}} {
		if top, cell := ticks(high); math.Abs(top-want[0]) > 1e-9 || math.Abs(cell-want[1]) > 1e-9 {
			t.Errorf("up to %g: %g in cells of %g, want %g and %g", high, top, cell, want[0], want[1])
		}
	}
}
