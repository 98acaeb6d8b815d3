package sweep

import (
	"math"
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Why says in words what a line shows, and names a point worth opening.
type Why struct {
	Title string
	Text  string
	Open  float64 // a value of the first field
}

// explain draws the conclusions from a line whose points all have their figures.
func (s *Sweep) explain(l *line, line *Line, points []Point) {
	line.Capacity = s.capacity(l, line, points)
	line.Capacity.sustained(points[line.First : line.First+line.Count])
	line.Knee = s.knee(l, line, points)
	if line.Capacity.Row >= 0 {
		line.Best = &points[line.Capacity.Row]
	}
	switch own := points[line.First : line.First+line.Count]; {
	case s.plan.X.Field != RateField:
		line.Why = s.whyField(own)
	case line.Knee.Status == Found:
		line.Why = whyKnee(line, own)
	case line.Knee.Status == Everywhere:
		line.Why = Why{
			Title: "Why the curve has no flat part",
			Text: message.Sprintf("The lowest rate, %s, is past the knee already: requests are left waiting %s of the time, %s. Start the range lower to see it.",
				rate(line.Knee.Rate), percent(line.Knee.Share), line.Knee.Label),
			Open: line.Knee.Rate,
		}
	default:
		last := own[len(own)-1]
		line.Why = Why{
			Title: "Why the curve does not bend",
			Text: message.Sprintf("Up to %s the scheduler finds room for a request at once most of the time: one is left waiting %s of the time, and at most %s of the KV blocks are in use. End the range higher to see the knee.",
				rate(last.X), percent(last.Mean[keyfigures.Waiting]), percent(last.Mean[keyfigures.PeakKV])),
			Open: last.X,
		}
	}
}

// whyKnee tells the story of a line with a knee: before it, at it, behind it.
func whyKnee(line *Line, points []Point) Why {
	knee := line.Knee.Row - line.First
	first, before := points[0], points[knee-1]
	room := map[Cause]string{Slots: "a sequence slot is free", Budget: "a step has room in its budget", Blocks: "the KV pool has room"}[line.Knee.Cause]
	text := message.Sprintf("Up to %s %s %s of the time: TTFT p99 is %s at %s and %s at %s, of which %s is queue wait.",
		rate(before.X), room, percent(1-before.Mean[keyfigures.Waiting]), ms(first.Mean[keyfigures.TTFTP99]), rate(first.X),
		ms(before.Mean[keyfigures.TTFTP99]), rate(before.X), ms(before.Mean[keyfigures.QueueP99]))
	if slower := before.Mean[keyfigures.TPOTP50]; slower > first.Mean[keyfigures.TPOTP50] {
		text += message.Sprintf(" Each extra request makes the batch larger and every step longer: TPOT p50 goes from %s to %s.",
			ms(first.Mean[keyfigures.TPOTP50]), ms(slower))
	}
	text += message.Sprintf(" At %s requests are left waiting %s of the time, with %s.", rate(line.Knee.Rate), percent(line.Knee.Share), line.Knee.Label)
	why := Why{Title: "Why the curve bends at " + rate(line.Knee.Rate), Open: points[knee].X}
	if knee < len(points)-1 {
		behind := points[knee+1:]
		at := behind[max(0, slices.IndexFunc(behind, func(p Point) bool { return p.X >= 1.1*line.Knee.Rate }))]
		why.Open = at.X
		text += whyBehind(&at, points[highest(points, keyfigures.SteadyThroughput)].Mean[keyfigures.SteadyThroughput])
	}
	why.Text = text
	return why
}

// whyBehind tells how a point behind the knee depends on the number of requests.
func whyBehind(p *Point, finished float64) string {
	half, all := p.Mean[keyfigures.TTFTP99FirstHalf], p.Mean[keyfigures.TTFTP99]
	text := message.Sprintf(" From there the engine finishes at most about %s req/s and the rest waits", format.Number(finished))
	if all < 1.2*half {
		return text + message.Sprintf(": at %s TTFT p99 is %s, over %s requests.", rate(p.X), ms(all), format.Count(int(p.Mean[keyfigures.Requests])))
	}
	return text + message.Sprintf(", the longer the run lasts: at %s TTFT p99 is %s over the first half of the %s requests and %s over all.",
		rate(p.X), ms(half), format.Count(int(p.Mean[keyfigures.Requests])), ms(all))
}

// whyField compares the ends of a sweep over any other field with its best value.
func (s *Sweep) whyField(points []Point) Why {
	name := scenario.FieldAt(s.plan.X.Field).Name
	first, last := points[0], points[len(points)-1]
	best := points[highest(points, keyfigures.SteadyGoodput)]
	goal := "Goodput is highest"
	if s.base.SLO == (scenario.SLO{}) {
		best, goal = points[highest(points, keyfigures.SteadyOutput)], "Output is highest"
	}
	var waits []string
	for _, w := range []struct {
		share keyfigures.Figure
		what  string
	}{{keyfigures.SlotsFull, "for a slot"}, {keyfigures.BudgetOut, "for room in a step"}, {keyfigures.BlocksOut, "for KV blocks"}} {
		if a, b := first.Mean[w.share], last.Mean[w.share]; math.Max(a, b) >= 0.01 {
			waits = append(waits, message.Sprintf("%s %s, then %s of the time", w.what, percent(a), percent(b)))
		}
	}
	text := message.Sprintf("From %s to %s %s, TTFT p99 goes from %s to %s, TPOT p50 from %s to %s, and output from %s to %s tok/s. ",
		format.Plain(first.X), format.Plain(last.X), name, ms(first.Mean[keyfigures.TTFTP99]), ms(last.Mean[keyfigures.TTFTP99]),
		ms(first.Mean[keyfigures.TPOTP50]), ms(last.Mean[keyfigures.TPOTP50]),
		format.Number(first.Mean[keyfigures.SteadyOutput]), format.Number(last.Mean[keyfigures.SteadyOutput]))
	text += message.Sprintf("%s at %s: %s req/s within the SLO, %s tok/s.", goal, format.Plain(best.X), format.Number(best.Mean[keyfigures.SteadyGoodput]), format.Number(best.Mean[keyfigures.SteadyOutput]))
	if len(waits) > 0 {
		text += " Requests are left waiting " + strings.Join(waits, ", ") + "."
	}
	return Why{Title: "What " + name + " changes", Text: text, Open: best.X}
}

// rate writes a request rate that was set, with at most three digits.
func rate(v float64) string { return format.Plain(roundTo(v, 3)) + "\u00a0req/s" }

func ms(v float64) string { return format.Duration(v) }

func percent(share float64) string { return format.Share(share, 1) }

// all names every one of n things: "all 128 slots", "the one slot".
func all(n int64, noun string) string {
	if n == 0 { // the scenario leaves it to vLLM
		return "all " + noun + "s"
	}
	if n == 1 {
		return "the one " + noun
	}
	return "all " + format.Of(n, noun)
}
