// Package verify emulates what was measured on real hardware, and says how far the emulation is off.
package verify

import (
	"fmt"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/recorded"
)

// Point runs a benchmark point as its scenario on the bundled profile, and compares the means.
func Point(p *recorded.Point) ([]metrics.Deviation, error) {
	s, err := scenario.Parse(p.Scenario)
	if err != nil {
		return nil, fmt.Errorf("point %s: %w", p.Name, err)
	}
	in := engine.Input{Scenario: s}
	if in.Profile, err = profiles.Load(s.Profile); err != nil {
		return nil, fmt.Errorf("point %s: %w", p.Name, err)
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, fmt.Errorf("point %s: %w", p.Name, err)
	}
	return p.Compare(run.Report().Summary())
}
