package metrics

import (
	"github.com/llmemu/playground/internal/format"
)

// Fact is something that the figures say, in a sentence, with what the reader may do about it.
type Fact struct {
	Title string
	Text  string
	Try   *Try // null where no setting would change it
}

// Try is a setting that would change what a fact says.
type Try struct {
	Path  string
	Value string
}

// facts puts the gaps into sentences.
func (r *Report) gapFacts(g *Gaps, list []*gap) []Fact {
	facts := []Fact{}
	add := func(f *Fact) {
		if f != nil {
			facts = append(facts, *f)
		}
	}
	add(g.chunkFact())
	add(r.tailFact(g, list))
	add(r.budgetFact(g, list))
	add(r.waitFact(g, list))
	return facts
}

// chunkFact says what a chunk of prefill costs those who decode beside it.
func (g *Gaps) chunkFact() *Fact {
	if g.Fit == nil || g.Fit.PerThousandMs <= 0 {
		return nil
	}
	return &Fact{Title: "Cost of a chunk", Text: "Each 1,000 prefill tokens add about " + format.Duration(g.Fit.PerThousandMs) +
		" to every decode in the step. The line is a least-squares fit over the " + format.Of(g.Fit.gaps, "gap") + " that share a step with prefill and cross no other."}
}

// tailFact says how much prefill the long gaps share their step with. Long is above the TPOT objective, or above twice
// the median where there is none; the prefill named is the most that four of five exceed.
func (r *Report) tailFact(g *Gaps, list []*gap) *Fact {
	limit, why := r.setting.Scenario.SLO.TPOTMs, "the TPOT objective of "
	if limit == 0 || g.MaxMs <= limit {
		limit, why = 2*g.P50, "twice the median, "
	}
	var long int64
	var over [3]int64 // beyond none, one and three quarters of the budget
	for _, gap := range list {
		if gap.ms <= limit {
			continue
		}
		long += gap.n
		for i, b := range g.Bands[1:] {
			if gap.prefill >= b.Low {
				over[i] += gap.n
			}
		}
	}
	if long == 0 {
		return nil
	}
	head := share(long, g.Count) + " of gaps are longer than " + why + format.Duration(limit) + ". "
	named := -1
	for i, n := range over {
		if 5*n >= 4*long {
			named = i
		}
	}
	switch {
	case over[0] == 0:
		return &Fact{Title: "Long gaps", Text: head + "None of them shares a step with prefill."}
	case named < 0:
		return &Fact{Title: "Long gaps", Text: head + "Only " + share(over[0], long) + " of them share a step with prefill."}
	case named == 0:
		return &Fact{Title: "Long gaps", Text: head + share(over[0], long) + " of them share a step with prefill."}
	}
	return &Fact{Title: "Long gaps", Text: head + share(over[named], long) + " of them share a step with more than " +
		format.Count(float64(g.Bands[named+1].Low-1)) + " prefill tokens, " + share(over[0], long) + " with any."}
}

// budgetFact looks at the steps whose prefill takes more than three quarters of the budget.
func (r *Report) budgetFact(g *Gaps, list []*gap) *Fact {
	full := g.Bands[len(g.Bands)-1]
	if full.Gaps == 0 {
		return nil
	}
	text := share(full.Gaps, g.Count) + " of gaps sit in steps with more than " + format.Count(float64(full.Low-1)) + " prefill tokens, " + format.Duration(full.P50) + " at p50."
	f := &Fact{Title: "Full budget", Text: text}
	if e := r.setting.Scenario.Engine; full.setsP99(g, list) && e.EnableChunkedPrefill {
		f.Text += " They set ITL p99, " + format.Duration(g.P99) + "."
		path := "engine.max_num_batched_tokens"
		if e.MaxNumScheduledTokens > 0 {
			path = "engine.max_num_scheduled_tokens"
		}
		if half := e.Budget() / 2; half >= e.MaxNumSeqs {
			f.Try = &Try{Path: path, Value: format.Count(half)}
		}
	}
	return f
}

// setsP99 says whether the band's gaps alone fill the places at and above p99, which are a hundredth of all.
func (b *GapBand) setsP99(g *Gaps, list []*gap) bool {
	var above int64
	for _, gap := range list {
		if b.has(gap) && gap.ms >= g.P99 {
			above += gap.n
		}
	}
	return 100*above >= g.Count
}

// waitFact counts the gaps that cross steps in which the request got no token: they are no step's latency.
func (r *Report) waitFact(g *Gaps, list []*gap) *Fact {
	waits, preempted := 0, 0
	longest := 0.0
	requests := 0
	waited := make([]bool, len(r.log.Sent))
	for _, gap := range list {
		if gap.request < 0 {
			continue
		}
		waits++
		longest = max(longest, gap.ms)
		if !waited[gap.request] {
			waited[gap.request] = true
			requests++
		}
		if r.log.Preemptions[gap.request] > 0 {
			preempted++
		}
	}
	if waits == 0 {
		return nil
	}
	text := format.Of(waits, "gap") + " of " + format.Of(requests, "request") + " spanned steps that gave them no token, up to " + format.Duration(longest) + ". "
	switch preempted {
	case waits:
		text += "All belong to preempted requests, so they are no step's latency."
	case 0:
		text += "None of those was preempted: the budget left them out."
	default:
		text += format.Count(float64(preempted)) + " belong to preempted requests."
	}
	return &Fact{Title: "Across steps", Text: text}
}

func share(part, whole int64) string { return format.Percent(float64(part) / float64(whole) * 100) }
