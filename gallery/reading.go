package gallery

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/scenarios"
)

// Reading is what an entry comes to when its scenarios run.
type Reading struct {
	Sentence string
	Figures  Figures
	Run      *engine.Run
	Other    *engine.Run       // the one that is pinned beside it, nil where there is none
	Measured *metrics.Measured // the real engine's run that the page shows beside it, nil where there is none
}

// Read runs the entry's scenarios, and gives its sentence where all claims are true.
func (e *Entry) Read() (*Reading, error) {
	r, err := e.run()
	if err != nil {
		return nil, fmt.Errorf("gallery entry %s: %w", e.ID, err)
	}
	for i := range e.Claims {
		if err := e.Claims[i].Check(r.Figures); err != nil {
			return nil, fmt.Errorf("gallery entry %s: %w", e.ID, err)
		}
	}
	if r.Sentence, err = e.Sentence(r.Figures); err != nil {
		return nil, fmt.Errorf("gallery entry %s: %w", e.ID, err)
	}
	return r, nil
}

func (e *Entry) run() (*Reading, error) {
	s, err := e.Run()
	if err != nil {
		return nil, err
	}
	other, err := e.Other()
	if err != nil {
		return nil, err
	}
	r := &Reading{}
	if r.Run, r.Figures, err = complete(s); err != nil {
		return nil, err
	}
	if other != nil {
		var figures Figures
		if r.Other, figures, err = complete(other); err != nil {
			return nil, err
		}
		for name, figure := range figures {
			r.Figures["a."+name] = figure
		}
	}
	if r.Measured, err = scenarios.Measured(s); err != nil {
		return nil, err
	}
	return r, e.addMeasured(r, s)
}

func complete(s *scenario.Scenario) (*engine.Run, Figures, error) {
	in, err := scenarios.Input(s)
	if err != nil {
		return nil, nil, err
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, nil, err
	}
	return run, figuresOf(run, priorities(s)), nil
}

// priorities are those of the scenario's requests in the order in which they arrive, nil where it lists none.
func priorities(s *scenario.Scenario) []int64 {
	list := slices.Clone(s.Workload.Requests)
	slices.SortStableFunc(list, func(a, b scenario.Request) int { return cmp.Compare(a.ArrivalS, b.ArrivalS) })
	var priorities []int64
	for _, r := range list {
		priorities = append(priorities, r.Priority)
	}
	return priorities
}

// addMeasured adds what a real engine gave in the entry's settings: each request of a run, or the means of a benchmark.
func (e *Entry) addMeasured(r *Reading, s *scenario.Scenario) error {
	if r.Measured != nil {
		for _, d := range r.Run.Report().Compare(r.Measured).Metrics {
			r.Figures["measured."+d.Stat+"_"+d.Key] = Figure{d.Measured, unitOf(d.Key)}
		}
	}
	if e.Point == "" {
		return nil
	}
	points, err := realruns.Points()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(points, func(p realruns.Point) bool { return p.Name == e.Point })
	if at < 0 {
		return fmt.Errorf("nobody measured a point %q", e.Point)
	}
	of, err := scenario.Parse(points[at].Scenario)
	if err != nil {
		return err
	}
	if diff := scenario.RunDiff(of, s); len(diff) > 0 {
		return fmt.Errorf("the point %q was measured with another %s", e.Point, diff[0].Path())
	}
	for _, figure := range points[at].Measured {
		r.Figures["measured."+figure.Key] = Figure{figure.Value, unitOf(figure.Key)}
	}
	return nil
}
