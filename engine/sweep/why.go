package sweep

import (
	"fmt"
	"math"
	"strings"

	"github.com/llmemu/playground/engine/figures"
	"github.com/llmemu/playground/engine/format"
	"github.com/llmemu/playground/engine/scenario"
)

// Why says in words what a line shows, and names a point worth opening.
type Why struct {
	Title string  `json:"title"`
	Text  string  `json:"text"`
	Open  float64 `json:"open"` // a value of the first field
}

// explain draws the conclusions from a line whose points all have their figures.
func (s *Sweep) explain(l *line, line *Line, points []Point) {
	line.Capacity = s.capacity(l, line, points)
	line.Knee = s.knee(l, line, points)
	switch own := points[line.First : line.First+line.Count]; {
	case s.plan.X.Field != RateField:
		line.Why = s.whyField(own)
	case line.Knee.Status == Found:
		line.Why = whyKnee(line, own)
	case line.Knee.Status == Everywhere:
		line.Why = Why{
			Title: "Why the curve has no flat part",
			Text: fmt.Sprintf("The lowest rate, %s, is past the knee already: requests are left waiting %s of the time, %s. Start the range lower to see it.",
				rate(line.Knee.Rate), percent(line.Knee.Share), line.Knee.Label),
			Open: line.Knee.Rate,
		}
	default:
		last := own[len(own)-1]
		line.Why = Why{
			Title: "Why the curve does not bend",
			Text: fmt.Sprintf("Up to %s the scheduler finds room for a request at once most of the time: one is left waiting %s of the time, and at most %s of the KV blocks are in use. End the range higher to see the knee.",
				rate(last.X), percent(last.Mean[figures.Waiting]), percent(last.Mean[figures.PeakKV])),
			Open: last.X,
		}
	}
}

// whyKnee tells the story of a line with a knee: before it, at it, behind it.
func whyKnee(line *Line, points []Point) Why {
	knee := line.Knee.Row - line.First
	first, before, at, last := points[0].Mean, points[knee-1], points[knee].Mean, points[len(points)-1]
	room := map[Cause]string{Slots: "a sequence slot is free", Budget: "the budget of a step has room", Blocks: "the KV pool has room"}[line.Knee.Cause]
	text := fmt.Sprintf("Up to %s %s %s of the time, so TTFT is mostly prefill: its p99 is %s at %s and %s at %s.",
		rate(before.X), room, percent(1-before.Mean[figures.Waiting]), format.Duration(first[figures.TTFTP99]), rate(points[0].X),
		format.Duration(before.Mean[figures.TTFTP99]), rate(before.X))
	text += fmt.Sprintf(" Each extra request makes the batch larger and every step longer: TPOT p50 goes from %s to %s.",
		format.Duration(first[figures.TPOTP50]), format.Duration(before.Mean[figures.TPOTP50]))
	text += fmt.Sprintf(" At %s requests are left waiting %s of the time, with %s.", rate(line.Knee.Rate), percent(line.Knee.Share), line.Knee.Label)
	open := last.X
	if knee < len(points)-1 {
		behind := points[min(knee+2, len(points)-1)]
		open = behind.X
		text += fmt.Sprintf(" From there the engine finishes about %s, the rest waits, and TTFT depends on how long the run lasts: at %s its p99 is %s over the first half of the %s requests and %s over all.",
			rate(last.Mean[figures.RequestThroughput]), rate(open), format.Duration(behind.Mean[figures.TTFTP99FirstHalf]),
			format.Count(at[figures.Requests]), format.Duration(behind.Mean[figures.TTFTP99]))
	}
	return Why{Title: "Why the curve bends at " + rate(line.Knee.Rate), Text: text, Open: open}
}

// whyField compares the ends of a sweep over any other field with its best value.
func (s *Sweep) whyField(points []Point) Why {
	name := scenario.FieldAt(s.plan.X.Field).Name
	first, last := points[0], points[len(points)-1]
	best := points[highest(points, figures.RequestGoodput)]
	goal := "Goodput is highest"
	if s.base.SLO == (scenario.SLO{}) {
		best, goal = points[highest(points, figures.OutputThroughput)], "Output is highest"
	}
	var waits []string
	for _, w := range []struct {
		share figures.Figure
		what  string
	}{{figures.SlotsFull, "for a slot"}, {figures.BudgetOut, "for room in a step"}, {figures.BlocksOut, "for KV blocks"}} {
		if a, b := first.Mean[w.share], last.Mean[w.share]; math.Max(a, b) >= 0.01 {
			waits = append(waits, fmt.Sprintf("%s %s, then %s of the time", w.what, percent(a), percent(b)))
		}
	}
	text := fmt.Sprintf("From %s to %s %s, TTFT p99 goes from %s to %s, TPOT p50 from %s to %s, and output from %s to %s tok/s. ",
		format.Plain(first.X), format.Plain(last.X), name, format.Duration(first.Mean[figures.TTFTP99]), format.Duration(last.Mean[figures.TTFTP99]),
		format.Duration(first.Mean[figures.TPOTP50]), format.Duration(last.Mean[figures.TPOTP50]),
		format.Number(first.Mean[figures.OutputThroughput]), format.Number(last.Mean[figures.OutputThroughput]))
	text += fmt.Sprintf("%s at %s: %s within the SLO, %s tok/s.", goal, format.Plain(best.X), rate(best.Mean[figures.RequestGoodput]), format.Number(best.Mean[figures.OutputThroughput]))
	if len(waits) > 0 {
		text += " Requests are left waiting " + strings.Join(waits, ", ") + "."
	}
	return Why{Title: "What " + name + " changes", Text: text, Open: best.X}
}

func rate(v float64) string { return format.Number(v) + "\u00a0req/s" }

func percent(share float64) string { return format.Percent(share * 100) }

func count(n int64) string { return format.Count(float64(n)) }
