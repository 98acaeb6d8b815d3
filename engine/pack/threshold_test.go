package pack

import (
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// times is n samples of us.
func times(n int, us float64) []float64 { return slices.Repeat([]float64{us}, n) }

// made is a pack of one decode cell, of which so many passes in a thousand are late, and of two prefill cells: the larger takes
// rise times as long.
func made(rise float64, late int, tokens ...int64) *Pack {
	p := &Pack{Widths: oneWide}
	p.Decode = Table{{Tokens: 4, Requests: 4, Count: 10_000, Samples: slices.Concat(times(10_000-late, 100), times(late, 300))}}
	for i, n := range tokens {
		p.Mixed = append(p.Mixed, Cell{Tokens: n, Requests: 4, Count: 1, Samples: times(1, 1000*math.Pow(rise, float64(i)))})
	}
	return p
}

func TestWhatCountsAsShifted(t *testing.T) {
	yes, no := true, false
	for name, c := range map[string]struct {
		pack  *Pack
		async *bool
		want  bool
	}{
		"flat, and some are late":          {made(1.14, 10, 400, 1000), nil, true},
		"as flat as a right one may be":    {made(1.15, 10, 400, 1000), nil, false},
		"flat, and too few are late":       {made(1, 9, 400, 1000), nil, false},
		"flat, but not asynchronous":       {made(1, 10, 400, 1000), &no, false},
		"rising, whatever the flags say":   {made(1.5, 10, 400, 1000), &yes, false},
		"one size alone":                   {made(1, 10, 1000), nil, false},
		"one size alone, and asynchronous": {made(1, 10, 1000), &yes, true},
		"small ones are flat by right":     {made(1, 10, 129, 259), nil, false},
		"the smallest that are not":        {made(1, 10, 129, 260), nil, true},
		"a quarter is still looked at":     {made(1, 10, 250, 1000), nil, true},
		"less than a quarter is not":       {made(1, 10, 249, 1000), nil, false},
		"the fastest from half on decides": {made(1.14, 10, 499, 500, 1000), nil, true},
	} {
		if c.async != nil {
			c.pack.Config = &Config{AsyncScheduling: c.async}
		}
		if s := Detect(c.pack); s.Shifted != c.want || s.Because == "" {
			t.Errorf("%s: shifted %t (%s)", name, s.Shifted, s.Because)
		}
	}
}

func TestWhatIsOnTime(t *testing.T) {
	for us, want := range map[float64]bool{59: false, 60: true, 100: true, 120: true, 121: false} {
		if onTime(us, 100) != want {
			t.Errorf("%g of 100: %t", us, !want)
		}
	}
}

// A decode cell among others of 100 µs has its own usual time where it is thick enough, and near them or all of a piece.
func TestWhoseTimeIsUsual(t *testing.T) {
	for name, c := range map[string]struct {
		own  []float64
		want float64
	}{
		"near its neighbours":               {times(8, 140), 140},
		"thin":                              {times(7, 140), 100},
		"far above them, and mixed":         {slices.Concat(times(10, 150), times(10, 200)), 100},
		"far above them, all of a piece":    {slices.Concat(times(10, 150), times(10, 164)), 150},
		"near them, and mixed":              {slices.Concat(times(10, 144), times(10, 300)), 144},
		"faster than they, as its fast are": {slices.Concat(times(2, 50), times(98, 90)), 90},
	} {
		var decode Table
		for n := range int64(9) {
			decode = append(decode, Cell{Tokens: 10 * n, Requests: 10 * n, Samples: times(100, 100)})
		}
		decode[4].Samples = c.own
		if got := usualTimes(decode)[4]; got != c.want {
			t.Errorf("%s: %g, want %g", name, got, c.want)
		}
	}
}

// Four cells on either side are neighbours, the fifth is none.
func TestWhoIsANeighbour(t *testing.T) {
	var decode Table
	for n := range int64(11) {
		decode = append(decode, Cell{Tokens: 10 * n, Samples: times(5, 100+10*math.Abs(float64(n-5)))})
	}
	decode[5].Samples = times(1, 1000)
	decode[0].Samples, decode[10].Samples = times(100, 1), times(100, 1)
	if got := usualTimes(decode)[5]; got != 110 {
		t.Errorf("%g, want 110", got)
	}
}

func TestWhatOfAPrefillsOwnPassIsAdded(t *testing.T) {
	r := &repair{pack: &Pack{Widths: profile.Widths{Requests: 5}}}
	for _, c := range []struct {
		own      float64
		requests int64
		want     float64
	}{{79, 9, 79}, {80, 9, 0}, {120, 9, 0}, {121, 9, 21}, {121, 5, 121}, {121, 6, 21}} {
		if got := r.beyond(c.own, 100, c.requests); got != c.want {
			t.Errorf("%g µs of %d requests: %g, want %g", c.own, c.requests, got, c.want)
		}
	}
}

func TestCellsMuchAlikeAreMerged(t *testing.T) {
	cell := func(tokens, requests, count int64) Cell {
		return Cell{Tokens: tokens, Requests: requests, Count: count, Samples: times(2, float64(tokens))}
	}
	got := merged(Table{cell(106, 5, 1), cell(105, 5, 3), cell(100, 5, 1), cell(105, 10, 1), {Tokens: 101, Requests: 5, KV: 7, Count: 1, Samples: times(1, 9)}})
	want := []Cell{{Tokens: 104, Requests: 5, Count: 4}, {Tokens: 106, Requests: 5, Count: 1}, {Tokens: 101, Requests: 5, KV: 7, Count: 1}, {Tokens: 105, Requests: 10, Count: 1}}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, c := range want {
		if g := got[i]; g.Tokens != c.Tokens || g.Requests != c.Requests || g.KV != c.KV || g.Count != c.Count {
			t.Errorf("cell %d is %+v, want %+v", i, g, c)
		}
	}
	if !slices.Equal(got[0].Samples, []float64{100, 100, 105, 105}) {
		t.Errorf("samples %v", got[0].Samples)
	}
}

// Requests of one number stay together; a group has thirty late passes at least, and what is left joins the last.
func TestGroupsHoldEnoughLatePasses(t *testing.T) {
	r := &repair{}
	for _, n := range []int64{1, 2, 2, 3, 4} {
		r.prefills = append(r.prefills, prefill{requests: n})
	}
	for requests, passes := range map[int64]int{1: 29, 2: 1, 3: 30, 4: 2, 9: 3} {
		r.late = append(r.late, slices.Repeat([]late{{requests: requests}}, passes)...)
	}
	groups := r.groups()
	if len(groups) != 2 || len(groups[0].prefills) != 3 || len(groups[0].late) != 30 || len(groups[1].prefills) != 2 || len(groups[1].late) != 35 {
		t.Errorf("%d groups: %+v", len(groups), groups)
	}
}

// Late passes of a cell of which less than a twentieth was kept are those of the capture's begin.
func TestThinCellsGiveNoLatePasses(t *testing.T) {
	for kept, want := range map[int]int{4: 0, 5: 5} {
		r := &repair{pack: &Pack{}}
		r.collect(&Cell{Count: 100, Requests: 3, Samples: times(kept, 250)}, 100, func(us float64) bool { return us > 200 })
		if len(r.late) != want || r.done.Late != want || want > 0 && r.late[0] != (late{3, 100, 150}) {
			t.Errorf("%d of 100: %+v", kept, r.late)
		}
	}
}

func TestWhichPrefillsAreOneSize(t *testing.T) {
	of := func(tokens int64, launch float64) prefill {
		return prefill{tokens: tokens, launch: launch, decode: 100, count: 1, first: 1}
	}
	for name, c := range map[string]struct {
		prefills []prefill
		want     int
	}{
		"3 % more tokens":                    {[]prefill{of(100, 0), of(103, 0)}, 1},
		"4 % more":                           {[]prefill{of(100, 0), of(104, 0)}, 2},
		"a chain counts from its first":      {[]prefill{of(100, 0), of(103, 0), of(106, 0)}, 2},
		"a launch of half as much again":     {[]prefill{of(100, 100), of(100, 160)}, 1},
		"a launch further off":               {[]prefill{of(100, 100), of(100, 161)}, 2},
		"a tenth of a decode step is no one": {[]prefill{of(100, 0), of(100, 10)}, 1},
		"more of it is":                      {[]prefill{of(100, 0), of(100, 11)}, 2},
	} {
		if m := newMixture(c.prefills, nil); len(m.sizes) != c.want {
			t.Errorf("%s: %d sizes", name, len(m.sizes))
		}
	}
}

// What a size of fewer requests was off by is taken over, up to a third.
func TestHowFarASizeLeavesTheLine(t *testing.T) {
	for extra, want := range map[float64]float64{100: 200, 120: 240, 200: 266, 80: 160, 10: 150} {
		m := &mixture{line: line{slope: 1}, sizes: []size{{tokens: 100, extra: extra}, {tokens: 900, extra: 1}}}
		if got := m.extraAt(200); math.Abs(got-want) > 1e-9 {
			t.Errorf("100 tokens took %g: 200 take %g, want %g", extra, got, want)
		}
	}
}

// Three late passes say how long a size takes, two do not; one that no bell reaches is late for another reason.
func TestAFewPassesAreNotBelieved(t *testing.T) {
	for passes, want := range map[int][]float64{2: {100}, 3: {110, 110, 110}} {
		m := &mixture{sizes: []size{{tokens: 100, count: 5, extra: 100}}}
		m.late = append(slices.Repeat([]late{{decode: 100, surplus: 110}}, passes), late{decode: 100, surplus: 5000})
		if got := m.assign(); !slices.Equal(got[0], want) {
			t.Errorf("of %d passes: %v", passes, got[0])
		}
	}
}

// A mixed step is in one cell by its size, and in one by the requests that it admits.
func TestCellsByNewRequests(t *testing.T) {
	p := &Pack{Widths: oneWide}
	p.fill([]pass{
		{TotalTokens: 50, NumNewReqs: 1, NumDecodeSeqs: 2, StepCycleUS: 10},
		{TotalTokens: 50, NumNewReqs: 2, NumDecodeSeqs: 1, StepCycleUS: 20},
		{TotalTokens: 50, NumNewReqs: 2, NumDecodeSeqs: 1, StepCycleUS: 30},
		{TotalTokens: 3, NumDecodeSeqs: 3, StepCycleUS: 5},
	}, nil)
	if len(p.Mixed) != 1 || p.Mixed[0].Count != 3 || len(p.Decode) != 1 || len(p.MixedByNew) != 2 {
		t.Fatalf("%+v", p)
	}
	for i, want := range []Cell{{NewReqs: 1, Count: 1, Samples: []float64{10}}, {NewReqs: 2, Count: 2, Samples: []float64{20, 30}}} {
		if c := p.MixedByNew[i]; c.NewReqs != want.NewReqs || c.Count != want.Count || !slices.Equal(c.Samples, want.Samples) || c.Tokens != 50 {
			t.Errorf("%+v, want %+v", c, want)
		}
	}
}

// TestAReportCountsAsPeopleWrite: with thousands commas, and one cell is one.
func TestAReportCountsAsPeopleWrite(t *testing.T) {
	r := &Report{}
	r.counts(&Pack{Version: "2.0", Decode: Table{{Samples: make([]float64, 6378), Count: 167043}}})
	if want := "6,378 of 167,043 step times in 1 cell without and 0 with a prefill (pack version 2.0)"; r.Lines[0] != want {
		t.Errorf("%q, want %q", r.Lines[0], want)
	}
}
