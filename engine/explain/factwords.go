package explain

import (
	"cmp"
	"math"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/order"
)

func (s *Session) queueFact(f *Facts) Fact {
	reason, count, steps := mostRefused(s.log.Refused)
	why := &reasons[reason]
	fact := Fact{Title: why.title, Action: s.stepAction(s.longestQueue())}
	fact.Text = "In " + format.Count(count) + " of " + format.Of(steps, "step") + " with a queue, " + why.blame + ". These requests waited " + f.against(Queue) + "."
	if steps == 0 {
		fact.Title, fact.Text = "Requests waited for the next step.", "No step refused anybody; these requests waited "+f.against(Queue)+"."
		longest := slices.MaxFunc(f.Tail.ids, func(a, b int) int { return cmp.Compare(s.log.QueueWait(a), s.log.QueueWait(b)) })
		fact.Action = s.stepAction(s.admittedBy(longest))
	}
	if limit := reason.Limit(); limit != scheduler.NoLimit {
		if action, sentence, ok := s.tryout(limit, "ttft_ms"); ok {
			fact.Action = action
			fact.Text += sentence
		}
	}
	return fact
}

func (s *Session) promptFact(f *Facts) Fact {
	chunks := 0
	for _, id := range f.Tail.ids {
		chunks += len(s.chunksOf.of(id))
	}
	worst := slices.MaxFunc(f.Tail.ids, func(a, b int) int { return cmp.Compare(len(s.chunksOf.of(a)), len(s.chunksOf.of(b))) })
	return Fact{
		Title: "Their own prompts took long.",
		Text: "Prefill took " + f.against(Prefill) + ", for " + mean(f.Tail.Prompt) + " prompt tokens against " + mean(f.Middle.Prompt) +
			", in " + format.Number(float64(chunks)/float64(len(f.Tail.ids))) + " steps a request.",
		Action: s.stepAction(s.admittedBy(worst)),
	}
}

// admittedBy is the step that a request was first scheduled in: the first of its prompt's.
func (s *Session) admittedBy(id int) int { return int(s.chunks[s.chunksOf.of(id)[0]].step) }

// lengthFact holds only where the tail writes clearly more than the middle.
func (s *Session) lengthFact(f *Facts) (Fact, bool) {
	if f.Tail.Tokens < 1.1*f.Middle.Tokens {
		return Fact{}, false
	}
	return Fact{
		Title: "They write longer answers.",
		Text: "These requests write " + mean(f.Tail.Tokens) + " tokens at the mean, against " + mean(f.Middle.Tokens) + " in the middle. Alone on the engine that takes " +
			f.against(DecodeIdle) + ".",
		Action: windowAction("Their window", f.Tail.FromS, s.lastEnd(f.Tail.ids)),
	}, true
}

func (s *Session) batchFact(f *Facts) Fact {
	took, decodes := s.medianDecodeStep()
	alone := f.Tail.parts[DecodeIdle] / int64(max(1, math.Round(f.Tail.Tokens-1)))
	busiest := indexOfMax(s.log.Decodes)
	return Fact{
		Title: "Large batches slow every token.",
		Text: "A step without prefill took " + duration(took) + " at the median, for " + format.Of(decodes, "decode") + ", against " + duration(alone) +
			" alone. That cost these requests " + f.against(DecodeShared) + ".",
		Action: s.stepAction(busiest),
	}
}

// medianDecodeStep is the median duration of steps without prefill, each counted as often as it has decodes, and the
// decodes of that step.
func (s *Session) medianDecodeStep() (took int64, decodes int32) {
	type row struct {
		took    int64
		decodes int32
	}
	var rows []row
	var total int64
	for k, prefill := range s.log.PrefillTokens {
		if prefill == 0 && s.log.Decodes[k] > 0 {
			rows = append(rows, row{s.log.End[k] - s.log.Start[k], s.log.Decodes[k]})
			total += int64(s.log.Decodes[k])
		}
	}
	order.Stable(rows, func(a, b *row) int { return cmp.Compare(a.took, b.took) })
	var sum int64
	for _, r := range rows {
		if sum += int64(r.decodes); 2*sum >= total {
			return r.took, r.decodes
		}
	}
	return 0, 0
}

func (s *Session) stallFact(f *Facts) Fact {
	g := s.longGaps()
	worst := 0
	for k := range s.Steps() {
		if s.stalled(k, k+1)*int64(s.log.Decodes[k]) > s.stalled(worst, worst+1)*int64(s.log.Decodes[worst]) {
			worst = k
		}
	}
	beside := "a prefill"
	if g.tokens > 0 {
		beside = "more than " + format.Of(g.tokens, "prefill token")
	}
	return Fact{
		Title: "Prefills of others stalled decode.",
		Text: format.Share(float64(g.beside), float64(g.long)) + " of gaps above " + duration(g.limit) + ", the slowest 1\u2009%, share a step with " + beside +
			"; of all gaps, " + format.Share(float64(g.all), float64(g.gaps)) + " do. That cost these requests " + f.against(OthersStall) + ".",
		Action: s.stepAction(worst),
	}
}

// longGaps counts the gaps between tokens above a limit, and those of them in steps with more than so many prefill tokens.
type longGaps struct {
	limit        int64 // p99 of all gaps, rounded down to two digits
	tokens       int   // the most, of round numbers, that nine in ten of the long gaps exceed
	long, beside int64
	gaps, all    int64 // the same for gaps of any length
}

func (s *Session) longGaps() longGaps {
	type gap struct {
		ns      int64
		count   int64
		prefill int32
	}
	var list []gap
	var g longGaps
	s.log.EachGap(func(ns int64, tokens, step int32) {
		prefill := int32(0) // across steps a request was preempted, or left out: no prefill is to blame
		if step >= 0 {
			prefill = s.log.PrefillTokens[step]
		}
		list = append(list, gap{ns, int64(tokens), prefill})
		g.gaps += int64(tokens)
	})
	order.Stable(list, func(a, b *gap) int { return cmp.Compare(b.ns, a.ns) })
	var above int64
	for _, x := range list {
		if above += x.count; 100*above >= g.gaps {
			g.limit = roundDown(x.ns)
			break
		}
	}
	for _, tokens := range []int{2000, 1000, 500, 200, 100, 50, 20, 0} {
		g.tokens, g.long, g.beside, g.all = tokens, 0, 0, 0
		for _, x := range list {
			over := int64(0)
			if int(x.prefill) > tokens {
				over = x.count
			}
			g.all += over
			if x.ns > g.limit {
				g.long += x.count
				g.beside += over
			}
		}
		if 10*g.beside >= 9*g.long {
			break
		}
	}
	return g
}

// roundDown keeps the first two digits.
func roundDown(n int64) int64 {
	unit := int64(1)
	for n/unit >= 100 {
		unit *= 10
	}
	return n / unit * unit
}

func (s *Session) preemptionFact(f *Facts) Fact {
	hit, lost := 0, 0
	for _, id := range f.Tail.ids {
		if n := int(s.log.Preemptions[id]); n > 0 {
			hit++
			lost += n
		}
	}
	action, sentence, ok := s.tryout(scheduler.NumGPUBlocks, "e2el_ms")
	if !ok {
		action = s.stepAction(indexOfMax(s.log.Preempted))
	}
	return Fact{
		Title: "Preemptions put them back into the queue.",
		Text: format.Count(hit) + " of " + format.Of(len(f.Tail.ids), "request") + " lost their blocks, " + format.Of(lost, "time") +
			" in all. They waited " + f.against(Preempted) + ", and computed their tokens anew." + sentence,
		Action: action,
	}
}

func (s *Session) longestQueue() int { return indexOfMax(s.log.Waiting) }

func (s *Session) stepAction(step int) Action {
	return Action{Label: "Step " + format.Count(step), Step: step}
}

func windowAction(label string, from, to float64) Action {
	return Action{Label: label, Step: none, FromS: from, ToS: to}
}

// lastEnd is when the last of some requests ended, in seconds.
func (s *Session) lastEnd(ids []int) float64 {
	end := int64(0)
	for _, id := range ids {
		end = max(end, s.log.Last[id])
	}
	return float64(end) / 1e9
}

func indexOfMax(values []int32) int {
	most := 0
	for i, v := range values {
		if v > values[most] {
			most = i
		}
	}
	return most
}

func mean(v float64) string { return format.Count(int64(math.Round(v))) }
