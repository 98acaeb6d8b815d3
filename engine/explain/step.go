package explain

import (
	"math"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/internal/format"
)

// Step is one engine step: who was in it, what it had room for, who was left out and why, and where its duration comes
// from.
type Step struct {
	Engine  int
	Step    int // of the engine
	StartS  float64
	TookMs  float64
	Budget  Gauge   // tokens, of max_num_batched_tokens
	Seqs    Gauge   // running requests, of max_num_seqs
	Blocks  Gauge   // KV blocks that requests hold, of those that they can hold together
	Cached  int     // free blocks that hold a prefix which a request can still ask for; vLLM keeps the hashes of the others, too
	Prefill []Entry // own prompts and recompute
	Decode  []Entry // one token each
	Idle    int     // running requests without a token in this step
	IdleWhy string

	Preempted []int64 // requests that lost their blocks since the step before was scheduled
	Waiting   int
	Queue     []Refusal // the first queueShown of them, in order
	QueueWhy  string

	Cost    []Cost
	Sources []string // the knots or cells behind the cost, a line each
}

// Gauge is how much of a limit is used.
type Gauge struct {
	Used  int
	Limit int
}

// Entry is a request's share of a step.
type Entry struct {
	Request   int
	Tokens    int
	Context   int  // tokens computed before
	Yields    int  // output tokens of this request that the step ends with
	Recompute bool // of tokens lost in a preemption
	HitTokens int
}

// Refusal is a request that was not admitted.
type Refusal struct {
	Request int
	Needs   string
	Why     string // in two or three words
	Code    string
}

// Cost is a part of a step's duration.
type Cost struct {
	Part string
	Ms   float64
}

// queueShown is how many waiting requests a Step lists.
const queueShown = 20

// Step explains a step of the run. The next one costs one step of the engine; an earlier one, a run up to it.
func (s *Session) Step(ref metrics.StepRef) (*Step, error) {
	if err := check("engine", ref.Engine, engines); err != nil {
		return nil, err
	}
	if err := check("step", ref.Step, s.Steps()); err != nil {
		return nil, err
	}
	if s.shown != nil && s.shown.ref() == ref {
		return s.shown, nil
	}
	if s.parked == nil || s.shown.Step > ref.Step {
		run, err := engine.NewRun(s.in)
		if err != nil {
			return nil, err
		}
		run.Observe(func(l *serve.Launch) {
			if l.Ref == s.wanted {
				s.shown = s.describe(l)
			}
		})
		s.parked, s.shown = run, nil
	}
	s.wanted = ref
	for s.shown == nil || s.shown.ref() != ref {
		if _, err := s.parked.Advance(1); err != nil {
			return nil, err
		}
	}
	return s.shown, nil
}

func (v *Step) ref() metrics.StepRef { return metrics.StepRef{Engine: v.Engine, Step: v.Step} }

func (s *Session) describe(l *serve.Launch) *Step {
	k := l.Ref.Step
	scheduled := int(l.Work.Tokens())
	pool := l.Scheduler.Pool()
	v := &Step{
		Engine:    l.Ref.Engine,
		Step:      k,
		StartS:    float64(s.log.Start[k]) / 1e9,
		TookMs:    ms(s.log.End[k] - s.log.Start[k]),
		Budget:    Gauge{scheduled, s.cfg.Budget()},
		Seqs:      Gauge{l.Scheduler.Running(), s.cfg.MaxNumSeqs},
		Blocks:    Gauge{pool.Usable() - pool.Free(), pool.Usable()},
		Cached:    pool.Cached(),
		Preempted: []int64{},
		Waiting:   l.Scheduler.Waiting(),
		Prefill:   []Entry{},
		Decode:    []Entry{},
		Queue:     []Refusal{},
	}
	for _, id := range l.Preempted {
		v.Preempted = append(v.Preempted, int64(id))
	}
	s.describeBatch(v, l)
	s.describeQueue(v, l)
	v.Cost, v.Sources = costs(s.parked.Oracle(), l)
	return v
}

func (s *Session) describeBatch(v *Step, l *serve.Launch) {
	hits := map[int]int{}
	resumed := map[int]bool{}
	for _, a := range l.Batch.New {
		hits[a.ID] = a.HitTokens
	}
	for _, a := range l.Batch.Resumed {
		hits[a.ID], resumed[a.ID] = a.HitTokens, true
	}
	for _, e := range entries(l) {
		entry := Entry{Request: e.ID, Tokens: e.Tokens, Context: e.Context, Yields: e.Yields, HitTokens: hits[e.ID]}
		if isChunk(&e, s.log.PromptLen[e.ID]) {
			entry.Recompute = resumed[e.ID] || s.evictedBefore(e.ID, l.At)
			v.Prefill = append(v.Prefill, entry)
		} else {
			v.Decode = append(v.Decode, entry)
		}
	}
	v.Idle = v.Seqs.Used - len(v.Prefill) - len(v.Decode)
	v.IdleWhy = "Their last token is in flight."
	if v.Budget.Used == v.Budget.Limit {
		v.IdleWhy = "max_num_batched_tokens are spent."
	}
}

func (s *Session) evictedBefore(id int, at int64) bool {
	rows := s.evictionsOf.of(id)
	return len(rows) > 0 && s.evictions[rows[0]].at < at
}

func (s *Session) describeQueue(v *Step, l *serve.Launch) {
	reason := l.Batch.Refused
	free := v.Blocks.Limit - v.Blocks.Used
	for i, w := range l.Scheduler.Queue(queueShown) {
		r := Refusal{Request: w.ID, Needs: "needs " + format.Of(w.Blocks, "block"), Why: reasons[reason].short, Code: reasons[reason].code}
		switch {
		case i == 0 && (reason == scheduler.ByBlocks || reason == scheduler.ByReserve):
			r.Needs += ", " + format.Count(free) + " free"
		case i == 0 && (reason == scheduler.ByBudget || reason == scheduler.ByChunkingOff):
			r.Needs = format.Of(w.Tokens-w.Hit, "token") + ", " + format.Count(v.Budget.Limit-v.Budget.Used) + " left"
		case i > 0 && reason != scheduler.BySeqs && reason != scheduler.ByPreemption:
			r.Why, r.Code = "behind #"+format.Count(v.Queue[0].Request), reasons[scheduler.ByHead].code
		}
		v.Queue = append(v.Queue, r)
	}
	v.QueueWhy = reasons[reason].sentence
}

// costs splits a step's duration up and says where it comes from.
func costs(o oracle.Oracle, l *serve.Launch) ([]Cost, []string) {
	var list []Cost
	for _, c := range []Cost{{"dense", ms(l.Cost.Dense)}, {"attention, KV reads", ms(l.Cost.Attention)}, {"head", ms(l.Cost.Head)}, {"host", ms(l.Cost.Host)}} {
		if c.Ms > 0 {
			list = append(list, c)
		}
	}
	if len(list) == 1 {
		list[0].Part = "whole step"
	}
	lines := []string{}
	if d, ok := o.(oracle.Describer); ok {
		for _, source := range d.Describe(l.Work) {
			lines = append(lines, spell(source))
		}
	}
	return list, lines
}

// spell writes a source as "attention: 32 decodes, between the knots 32 and 64; …".
func spell(source oracle.Source) string {
	text := source.Part + ": "
	for i, b := range source.Axes {
		if i > 0 {
			text += "; "
		}
		text += format.Count(int64(math.Round(b.At))) + " " + b.Axis
		switch {
		case b.Beyond:
			text += ", beyond the last knot " + format.Count(b.To)
		case b.At < float64(b.From): // a step without an output: its lm_head runs as for one
			text += ", below the first knot " + format.Count(b.From)
		case b.At == float64(b.From) || b.At == float64(b.To):
			text += ", a knot"
		default:
			text += ", between " + format.Count(b.From) + " and " + format.Count(b.To)
		}
	}
	const shown = 3
	for i, c := range source.Cells[:min(shown, len(source.Cells))] {
		if i > 0 {
			text += "; "
		}
		text += "the cell of about " + format.Of(c.Tokens, "token") + " and " + format.Of(c.Requests, "request") + ", " + format.Of(c.Samples, "sample")
		if len(source.Cells) > 1 {
			text += ", weight " + format.Share(c.Share, 1)
		}
	}
	if more := len(source.Cells) - shown; more > 0 {
		text += "; " + format.Of(more, "cell") + " more"
	}
	return text
}

func ms(ns int64) float64 { return float64(ns) / 1e6 }
