package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/realruns"
)

type sweepCmd struct {
	Scenario string   `arg:"" help:"A scenario file, - for standard input, a playground link, or an id of llmemu scenario list."`
	Field    string   `default:"workload.request_rate" help:"The numeric field to sweep, by its path."`
	From     *float64 `help:"First value; for request_rate a quarter of the scenario's unless given."`
	To       *float64 `help:"Last value; for request_rate twice the scenario's unless given."`
	Points   int      `default:"20" help:"Number of values."`
	Log      bool     `help:"Space the values by equal factors, not by equal steps."`
	By       string   `placeholder:"FIELD:FROM:TO:POINTS[:log]" help:"Sweep a second field as well: a curve for each of its values. One that is a choice is given as FIELD:CHOICE,CHOICE, as in engine.kv_cache_dtype:auto,fp8."`
	Profiles []string `name:"profile" placeholder:"ID" help:"Sweep on these bundled profiles instead of the scenario's."`
	Seeds    int      `default:"1" help:"Runs of each point, with the scenario's seed and those after it."`
	Capacity float64  `default:"0.99" placeholder:"SHARE" help:"Share of requests that must meet the SLO at the capacity."`
	Price    string   `placeholder:"PRICE|GPU:PRICE,…" help:"Price of a GPU for an hour, of all or by kind as in H100:3,L40S:0.8; adds the cost of a million output tokens."`
	Need     float64  `placeholder:"RATE" help:"Say how many GPUs serve this request rate within the SLO."`
	JSON     string   `placeholder:"FILE" help:"Write the outcome to FILE as JSON; - is standard output."`
}

// Run reads and checks everything before it writes anything.
func (c *sweepCmd) Run() error {
	base, err := readScenario(c.Scenario)
	if err != nil {
		return err
	}
	plan, err := c.plan(base)
	if err != nil {
		return err
	}
	bundled := map[string]*profile.Profile{}
	ids := c.Profiles
	if len(ids) == 0 {
		ids = []string{base.Profile}
	}
	for _, id := range ids {
		p, err := profiles.Load(id)
		if err != nil {
			return err
		}
		bundled[id] = p
		plan.Profiles = append(plan.Profiles, sweep.Profile{ID: id, Title: p.Title, GPU: p.GPU.Name, GPUs: p.Engine.TP})
	}
	stream, err := realruns.Stream(base.Workload.Stream())
	if err != nil {
		return err
	}
	s, err := sweep.New(base, plan)
	if err != nil {
		return err
	}
	finish(s, func(job sweep.Job) (keyfigures.Set, error) { return runJob(&job, base, bundled, stream) })
	outcome := s.Outcome()
	if len(outcome.Points) == 0 && len(outcome.Failures) > 0 {
		return fmt.Errorf("no point of the sweep can run; at %s: %s", format.Plain(outcome.Failures[0].X), outcome.Failures[0].Reason)
	}
	if c.JSON != "" {
		data, err := plainjson.Marshal(outcome)
		if err != nil {
			return err
		}
		return writeOutput(c.JSON, append(data, '\n'))
	}
	return printSweep(os.Stdout, outcome, c.Need)
}

func (c *sweepCmd) plan(base *scenario.Scenario) (sweep.Plan, error) {
	plan := sweep.Plan{Seeds: c.Seeds, Attainment: c.Capacity, Prices: c.Price}
	plan.X = sweep.Axis{Field: c.Field, Points: c.Points, Log: c.Log}
	if c.Field == sweep.RateField {
		usual := sweep.DefaultAxis(base, c.Field, 0)
		plan.X.From, plan.X.To = usual.From, usual.To
	} else if c.From == nil || c.To == nil {
		return plan, fmt.Errorf("--from and --to are needed with --field %s", c.Field)
	}
	if c.From != nil {
		plan.X.From = *c.From
	}
	if c.To != nil {
		plan.X.To = *c.To
	}
	if c.By != "" {
		y, err := sweep.ParseAxis(c.By)
		if err != nil {
			return plan, fmt.Errorf("--by: %w", err)
		}
		plan.Y = &y
	}
	return plan, nil
}

// runJob runs one point. The profiles and the stream are only read, so that jobs share them.
func runJob(job *sweep.Job, base *scenario.Scenario, bundled map[string]*profile.Profile, stream *workload.Stream) (keyfigures.Set, error) {
	s, err := job.Apply(base)
	if err != nil {
		return keyfigures.Set{}, err
	}
	run, err := engine.Complete(engine.Input{Scenario: s, Profile: bundled[s.Profile], Stream: stream})
	if err != nil {
		return keyfigures.Set{}, err
	}
	return run.Figures(), nil
}

// finish runs a sweep's jobs on all cores.
func finish(s *sweep.Sweep, do func(sweep.Job) (keyfigures.Set, error)) {
	var mutex sync.Mutex
	answered := sync.NewCond(&mutex)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			mutex.Lock()
			defer mutex.Unlock()
			for !s.Done() {
				job, ok := s.Next()
				if !ok {
					answered.Wait()
					continue
				}
				mutex.Unlock()
				set, err := do(job)
				mutex.Lock()
				if err != nil {
					s.Fail(job.ID, err.Error())
				} else {
					s.Feed(job.ID, set)
				}
				answered.Broadcast()
			}
		})
	}
	workers.Wait()
}
