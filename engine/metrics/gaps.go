package metrics

import (
	"slices"

	"github.com/llmemu/playground/internal/order"
	"github.com/llmemu/playground/internal/stats"
)

// Gaps tells how long the gaps between tokens are and what rode in their steps: the view "Token gaps". Its columns hold
// cells, never a row for each gap: their size does not follow the tokens of the run.
type Gaps struct {
	Count int64
	P50   float64
	P90   float64
	P99   float64

	Bands   []GapBand // by prefill tokens in the step, the first without any
	Longest []GapStep // of all gaps, falling

	TopMs   float64 // where the density ends; longer gaps are listed one by one
	CellMs  float64 // height of a cell
	Prefill GapAxis
	Batch   GapAxis
	Longer  int64   // gaps above TopMs
	MaxMs   float64 // the longest

	Fit   *GapFit // null where too little prefill ran beside decodes
	Facts []Fact
}

// GapAxis is a horizontal axis of the density.
type GapAxis struct {
	Cell int64 // width of a cell
	Max  int64 // a multiple of Cell, at or above every value
}

// GapBand is the gaps whose step carried Low to High prefill tokens.
type GapBand struct {
	Low   int64
	High  int64
	Gaps  int64
	Share float64 // of all gaps, 0 to 1
	P50   float64
	P99   float64

	Longest []GapStep // of the band's gaps, falling
}

// GapStep is a step that ended a gap.
type GapStep struct {
	Step    int64
	AtS     float64 // when it ended
	Ms      float64
	Prefill int64 // tokens
	Decodes int64
	Gaps    int64 // requests that waited that long
	Request int64 // the one that waited through other steps as well; -1 for none
}

// GapFit is a line through the gaps with prefill, by least squares.
type GapFit struct {
	BaseMs        float64
	PerThousandMs float64 // for each 1,000 prefill tokens

	gaps int64 // that it goes through
}

// gap is the tokens of one step that share a gap, or one gap across steps left out.
type gap struct {
	ms      float64
	n       int64 // tokens
	prefill int64 // tokens in its step
	batch   int64 // decodes in its step
	step    int32 // whose end is the end of the gap
	request int32 // who waited through other steps; -1 where none of the tokens did
}

// gapList lists the run's gaps in order of length, one for each step and one for each wait across steps.
func (l *Log) gapList() []*gap {
	waits := l.waits()
	rows := make([]gap, 0, len(l.Gaps)+len(waits))
	l.EachGap(func(_ int64, tokens, step int32) {
		if step < 0 {
			return // waits has them
		}
		for len(waits) > 0 && waits[0].step < step {
			rows = append(rows, waits[0])
			waits = waits[1:]
		}
		rows = append(rows, l.gap(step, step-1, int64(tokens), -1))
	})
	rows = append(rows, waits...)
	lengths, places := make([]float64, len(rows)), make([]int32, len(rows))
	for i := range rows {
		lengths[i], places[i] = rows[i].ms, int32(i)
	}
	stats.Sort(lengths, places)
	list := make([]*gap, len(rows))
	for i, row := range places {
		list[i] = &rows[row]
	}
	return list
}

// waits lists the gaps across steps in order of the steps that end them.
func (l *Log) waits() []gap {
	list := make([]gap, 0, len(l.OtherGaps))
	last := make([]int32, len(l.Sent)) // the step of a request's newest token, counting from 1
	for _, run := range l.Runs {
		if before := last[run.Request]; before > 0 {
			list = append(list, l.gap(run.FirstStep, before-1, 1, run.Request))
		}
		last[run.Request] = run.FirstStep + run.Count
	}
	order.Stable(list, func(a, b *gap) int { return int(a.step - b.step) })
	return list
}

// gap is n gaps between the ends of two steps.
func (l *Log) gap(step, before int32, n int64, request int32) gap {
	return gap{ms(l.End[step] - l.End[before]), n, int64(l.PrefillTokens[step]), int64(l.Decodes[step]), step, request}
}

// gaps evaluates them; nil where no request has two tokens.
func (r *Report) gaps(list []*gap) *Gaps {
	if len(list) == 0 {
		return nil
	}
	g := &Gaps{Count: r.itl.Count(), P50: r.itl.Quantile(0.5), P90: r.itl.Quantile(0.9), P99: r.itl.Quantile(0.99), MaxMs: list[len(list)-1].ms}
	budget := r.setting.Scenario.Engine.Budget()
	quarter := max(budget/4, 2)
	g.Longest = r.log.longest(list, func(*gap) bool { return true })
	var of stats.Sample
	for _, band := range []GapBand{{}, {Low: 1, High: quarter}, {Low: quarter + 1, High: 3 * quarter}, {Low: 3*quarter + 1, High: budget}} {
		weigh(&of, list, band.has)
		band.Gaps, band.P50, band.P99 = of.Count(), of.Quantile(0.5), of.Quantile(0.99)
		band.Share = float64(band.Gaps) / float64(g.Count)
		band.Longest = r.log.longest(list, band.has)
		g.Bands = append(g.Bands, band)
	}
	weigh(&of, list, func(g *gap) bool { return g.request < 0 })
	g.TopMs, g.CellMs = density(&of, g.MaxMs)
	var prefill, batch int64
	for _, gap := range list {
		prefill, batch = max(prefill, gap.prefill), max(batch, gap.batch)
		if gap.ms >= g.TopMs {
			g.Longer += gap.n
		}
	}
	g.Prefill, g.Batch = newGapAxis(prefill), newGapAxis(batch)
	g.Fit = fitGaps(list)
	g.Facts = r.gapFacts(g, list)
	return g
}

func (b *GapBand) has(g *gap) bool { return b.Low <= g.prefill && g.prefill <= b.High }

// longestListed is how many of the longest gaps are listed.
const longestListed = 8

// longest lists the ends of the longest gaps that keep is true for.
func (l *Log) longest(list []*gap, keep func(*gap) bool) []GapStep {
	found := []GapStep{}
	for _, g := range slices.Backward(list) {
		if len(found) == longestListed {
			break
		}
		if keep(g) {
			found = append(found, GapStep{int64(g.step), float64(l.End[g.step]) / nsPerS, g.ms, g.prefill, g.batch, g.n, int64(g.request)})
		}
	}
	return found
}

// weigh makes s the sample of those gaps of a list, in order of length, that keep is true for.
func weigh(s *stats.Sample, list []*gap, keep func(*gap) bool) {
	s.Reset()
	for _, g := range list {
		if keep(g) {
			s.Append(g.ms, g.n)
		}
	}
}

// fitGaps draws the line; nil with fewer than two sizes of prefill. A gap across other steps says nothing of one step.
func fitGaps(list []*gap) *GapFit {
	var n, x, y float64
	for _, g := range list {
		if g.prefill > 0 && g.request < 0 {
			n += float64(g.n)
			x += float64(float64(g.n) * float64(g.prefill))
			y += float64(float64(g.n) * g.ms)
		}
	}
	if n == 0 {
		return nil
	}
	x, y = x/n, y/n
	var xx, xy float64
	for _, g := range list {
		if g.prefill > 0 && g.request < 0 {
			d := float64(g.prefill) - x
			xx += float64(float64(g.n) * float64(d*d))
			xy += float64(float64(g.n) * float64(d*(g.ms-y)))
		}
	}
	if xx == 0 {
		return nil
	}
	slope := xy / xx
	return &GapFit{BaseMs: y - float64(slope*x), PerThousandMs: slope * 1000, gaps: int64(n)}
}
