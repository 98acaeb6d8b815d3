// Package sweep runs a scenario many times with one or two of its fields changed: curves over request_rate with the
// capacity under an SLO and the knee, grids over two fields, and the same over several profiles. Requests keep their
// arrivals (scaled to the rate) and lengths from point to point, so that points differ in what was changed alone.
//
// A Sweep plans and evaluates; whoever has the machine runs its jobs, as many at once as it likes, and feeds the figures
// back in any order. The outcome does not depend on that order.
package sweep

import (
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Plan says what to sweep.
type Plan struct {
	X          Axis      // the field along the curves
	Y          *Axis     // a second one: a curve for each of its values, and a grid of both; nil for none
	Profiles   []Profile // a curve for each; at least one
	Seeds      int       // runs of each point, with the scenario's seed and those after it; 1 to MaxSeeds
	Attainment float64   // share of requests that must meet the SLO at the capacity, above 0 to 1
	Prices     string    // of GPUs, see ParsePrices
}

// Profile is a profile that a sweep runs on.
type Profile struct {
	ID    string
	Title string // for people
	GPU   string // "H100"
	GPUs  int64
}

// Limits of a plan.
const (
	MaxSeeds    = 20
	MaxProfiles = 12
	MaxRuns     = 4000       // of the grid; the searches for capacity and knee add some
	MaxRequests = 20_000_000 // of all runs of the grid together
)

// DefaultAttainment is the share of requests that must meet the SLO unless told otherwise: with one objective, its p99
// must.
const DefaultAttainment = 0.99

// Validate checks the plan against the scenario that it varies. Errors name the field and what is allowed.
func (p *Plan) Validate(base *scenario.Scenario) error {
	if err := p.X.validate(); err != nil {
		return err
	}
	if len(p.X.Choices) > 0 {
		return &scenario.Error{Path: p.X.Field, Message: "is a choice; allowed: as the second field, beside a numeric one"}
	}
	if p.Y != nil {
		if err := p.Y.validate(); err != nil {
			return err
		}
		if p.Y.Field == p.X.Field {
			return &scenario.Error{Path: p.Y.Field, Message: "swept twice; allowed: two different fields"}
		}
	}
	switch {
	case len(p.Profiles) < 1 || len(p.Profiles) > MaxProfiles:
		return &scenario.Error{Path: "profile", Message: message.Sprintf("%d profiles; allowed: 1 to %d", len(p.Profiles), MaxProfiles)}
	case p.Seeds < 1 || p.Seeds > MaxSeeds:
		return &scenario.Error{Path: "seed", Message: message.Sprintf("%d seeds; allowed: 1 to %d", p.Seeds, MaxSeeds)}
	case !(p.Attainment > 0 && p.Attainment <= 1):
		return &scenario.Error{Message: message.Sprintf("an attainment of %s; allowed: above 0 to 1", number(p.Attainment))}
	}
	if _, err := ParsePrices(p.Prices); err != nil {
		return err
	}
	runs := p.Runs()
	if runs > MaxRuns {
		return &scenario.Error{Path: p.X.Field, Message: message.Sprintf("%s runs; allowed: at most %s, with all points, profiles and seeds",
			format.Count(runs), format.Count(MaxRuns))}
	}
	if requests := float64(runs) * p.prompts(base); requests > MaxRequests {
		return &scenario.Error{Path: "workload.num_prompts", Message: message.Sprintf("%s requests in %s runs; allowed: at most %s together",
			format.Plain(requests), format.Count(runs), format.Count(MaxRequests))}
	}
	return nil
}

// Runs is how many runs the grid has. The searches for capacity and knee add some.
func (p *Plan) Runs() int { return len(p.X.Values()) * len(p.ys()) * len(p.Profiles) * p.Seeds }

// prompts is the most requests that a run of the plan has.
func (p *Plan) prompts(base *scenario.Scenario) float64 {
	const field = "workload.num_prompts"
	switch {
	case p.X.Field == field:
		return p.X.To
	case p.Y != nil && p.Y.Field == field:
		return p.Y.To
	}
	return float64(base.Workload.Prompts())
}

// ys are the values of Y, or one that stands for none.
func (p *Plan) ys() []float64 {
	if p.Y == nil {
		return []float64{0}
	}
	return p.Y.Values()
}
