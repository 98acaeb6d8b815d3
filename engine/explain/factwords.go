package explain

import (
	"cmp"
	"math"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
)

// Every figure of a fact is of the tail, or of the middle beside it: what a whole run does says little of either.

func (s *Session) frontendFact(f *Facts) Fact {
	return Fact{
		Title:  "They waited at the frontend.",
		Text:   "From the send to the engine's door these requests took " + f.against(Frontend) + ": the frontend takes part of its time for one request after another.",
		Action: windowAction("Their window", f.Tail.FromS, s.lastEnd(f.Tail.ids)),
	}
}

func (s *Session) queueFact(f *Facts) Fact {
	reason, count, steps := mostRefused(s.waitedThrough(f.Tail.ids))
	longest := slices.MaxFunc(f.Tail.ids, func(a, b int) int { return cmp.Compare(s.log.QueueWait(a), s.log.QueueWait(b)) })
	fact := Fact{Title: reasons[reason].title, Action: s.stepAction(s.admittedBy(longest))}
	if steps == 0 {
		fact.Title, fact.Text = "Requests waited for the next step.", "No step refused anybody; these requests waited "+f.against(Queue)+"."
		return fact
	}
	fact.Text = "In " + format.Count(count) + " of " + format.Of(steps, "step") + " that left one of them waiting, " + reasons[reason].blame + ". These requests waited " + f.against(Queue) + "."
	if action, sentence, ok := s.tryout(reason.Limit(), "ttft_ms"); ok {
		fact.Action = action
		fact.Text += sentence
	}
	return fact
}

// waitedThrough are the reasons of the steps that were scheduled while one of the requests was in the queue. The step that
// admitted it is none of them.
func (s *Session) waitedThrough(ids []int) []scheduler.Reason {
	begun := make([]int, len(s.decided)+1) // how many began to wait at a step, less those that had waited until it
	for _, id := range ids {
		from, to := s.queuedSteps(id)
		begun[from]++
		begun[to]--
	}
	var list []scheduler.Reason
	waiting := 0
	for k, reason := range s.log.Refused {
		if waiting += begun[k]; waiting > 0 {
			list = append(list, reason)
		}
	}
	return list
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
			", in " + each(chunks, len(f.Tail.ids), "step") + " a request.",
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
	tail, middle := s.beside(f.Tail.ids), s.beside(f.Middle.ids)
	text := "Their " + mean(f.Tail.Tokens) + " tokens come from steps of " + average(tail.decodes) + " decodes at the mean"
	if middle.decodes > 0 { // else nothing of the middle is decoded
		text += ", the middle's " + mean(f.Middle.Tokens) + " from steps of " + average(middle.decodes)
	}
	fact := Fact{
		Title:  "Their tokens shared steps with others.",
		Text:   text + ". Sharing them cost " + f.against(DecodeShared) + ".",
		Action: s.stepAction(tail.busiest),
	}
	switch {
	case tail.decodes > 1.05*middle.decodes:
		fact.Title = "Larger batches slowed every token."
	case f.Tail.Tokens > 1.05*f.Middle.Tokens:
		fact.Title = "They shared steps for more tokens."
	}
	return fact
}

func (s *Session) stallFact(f *Facts) Fact {
	tail, middle := s.beside(f.Tail.ids), s.beside(f.Middle.ids)
	return Fact{
		Title: "Prefills of others stalled decode.",
		Text: "Beside their tokens came " + mean(tail.prefill) + " prefill tokens of others a request, against " + mean(middle.prefill) +
			" in the middle. That cost " + f.against(OthersStall) + ".",
		Action: s.stepAction(tail.stalled),
	}
}

// company is what else was in the steps that gave a group its tokens, but for the steps of their prompts.
type company struct {
	decodes float64 // of a step, at the mean over tokens, their own among them
	prefill float64 // tokens of others, of all steps of a request at the mean
	busiest int     // the step with most decodes
	stalled int     // the step to which prefills added most
}

func (s *Session) beside(ids []int) company {
	var c company
	var tokens, decodes, prefill int64
	most, longest := int32(-1), int64(-1)
	for _, id := range ids {
		for _, i := range s.runsOf.of(id) {
			run := s.log.Runs[i]
			for k := int(run.FirstStep) + 1; k < int(run.FirstStep+run.Count); k++ { // the first comes of a prompt, or after a wait
				tokens++
				decodes += int64(s.log.Decodes[k])
				prefill += int64(s.log.PrefillTokens[k])
				if s.log.Decodes[k] > most {
					most, c.busiest = s.log.Decodes[k], k
				}
				if stall := s.stalled(k, k+1); stall > longest {
					longest, c.stalled = stall, k
				}
			}
		}
	}
	c.decodes, c.prefill = float64(decodes)/float64(max(tokens, 1)), float64(prefill)/float64(len(ids))
	return c
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

// each is a count at the mean over n: "1 step", "2.5 steps".
func each(count, n int, noun string) string {
	if count == n {
		return format.Of(1, noun)
	}
	return average(float64(count)/float64(n)) + " " + noun + "s"
}

// average is a mean of counts, with digits behind the point where there is something.
func average(v float64) string {
	if v == math.Trunc(v) {
		return mean(v)
	}
	return format.Number(v)
}

func mean(v float64) string { return format.Count(int64(math.Round(v))) }
