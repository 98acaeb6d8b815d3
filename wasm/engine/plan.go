//go:build js

package main

import (
	"errors"
	"math"
	"strconv"
	"syscall/js"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/compare"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/wasm/bridge"
)

// planner is what hands out jobs and takes their figures: a sweep, a comparison.
type planner interface {
	Next() (sweep.Job, bool)
	Feed(id int, set keyfigures.Set)
	Fail(id int, reason string)
	Done() bool
	Pack() ([]byte, error)
}

// planSweep is the kind of plan that is a sweep.
const planSweep = "sweep"

// planners are those under way, by kind. They plan only: the jobs run on other threads, see jobs.
type planners map[string]*underWay

// underWay is a plan and how many of its jobs are out. No more than fit into a browser's memory side by side are.
type underWay struct {
	planner
	out, most int
}

func (p planners) functions() map[string]func(args []js.Value) any {
	return map[string]func(args []js.Value) any{"planOpen": p.open, "planFeed": p.feed, "planPrice": p.price}
}

// open(kind, plan JSON, scenarios) lays a plan out, in place of any of its kind. It returns null, or {error, path}.
func (p planners) open(args []js.Value) any {
	kind := args[0].String()
	delete(p, kind)
	var bases []*scenario.Scenario
	for i := range args[2].Length() {
		s, err := scenario.Parse([]byte(args[2].Index(i).String()))
		if err != nil {
			return bridge.Failure(err)
		}
		bases = append(bases, s)
	}
	made, err := newPlanner(kind, []byte(args[1].String()), bases)
	if err != nil {
		return bridge.Failure(err)
	}
	most := math.MaxInt
	for _, s := range bases {
		most = min(most, engine.AtOnce(s))
	}
	p[kind] = &underWay{planner: made, most: most}
	return nil
}

func newPlanner(kind string, text []byte, bases []*scenario.Scenario) (planner, error) {
	switch {
	case kind == planSweep && len(bases) == 1:
		var plan sweep.Plan
		if err := plainjson.Unmarshal(text, &plan); err != nil {
			return nil, err
		}
		return sweep.New(bases[0], plan)
	case kind == "compare" && len(bases) == 2:
		return compare.New(bases[0], bases[1], compare.Seeds)
	}
	return nil, errors.New("no plan of " + strconv.Itoa(len(bases)) + " scenarios is called " + kind)
}

// feed(kind, answers, want, show) takes answers, each {id, figures} or {id, error}, and hands out at most want jobs:
// {jobs: JSON, done, outcome}. outcome is a Uint8Array if show says so, or when all is done.
func (p planners) feed(args []js.Value) any {
	plan, ok := p[args[0].String()]
	if !ok {
		return bridge.Failure(errors.New("no such plan is under way"))
	}
	for i := range args[1].Length() {
		answer := args[1].Index(i)
		plan.out--
		id := answer.Get("id").Int()
		if reason := answer.Get("error"); reason.Truthy() {
			plan.Fail(id, reason.String())
			continue
		}
		var set keyfigures.Set
		for f := range set {
			set[f] = answer.Get("figures").Index(f).Float()
		}
		plan.Feed(id, set)
	}
	jobs := []sweep.Job{}
	for range min(args[2].Int(), plan.most-plan.out) {
		job, more := plan.Next()
		if !more {
			break
		}
		jobs = append(jobs, job)
	}
	plan.out += len(jobs)
	text, err := plainjson.Marshal(plainjson.List(&jobs))
	if err != nil {
		return bridge.Failure(err)
	}
	reply := map[string]any{"jobs": string(text), "done": plan.Done(), "outcome": nil}
	if args[3].Bool() || plan.Done() {
		packed, err := plan.Pack()
		if err != nil {
			return bridge.Failure(err)
		}
		reply["outcome"] = bridge.Array(packed)
	}
	return reply
}

// price(text) gives a sweep's GPUs other prices, see sweep.ParsePrices, and returns what it then comes to: {done, outcome}.
func (p planners) price(args []js.Value) any {
	var swept *sweep.Sweep
	if plan := p[planSweep]; plan != nil {
		swept, _ = plan.planner.(*sweep.Sweep)
	}
	if swept == nil {
		return bridge.Failure(errors.New("no sweep is there to be priced"))
	}
	prices, err := sweep.ParsePrices(args[0].String())
	if err != nil {
		return bridge.Failure(err)
	}
	swept.SetPrices(prices)
	packed, err := swept.Pack()
	if err != nil {
		return bridge.Failure(err)
	}
	return map[string]any{"done": swept.Done(), "outcome": bridge.Array(packed)}
}
