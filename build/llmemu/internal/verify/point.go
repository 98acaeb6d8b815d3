package verify

import (
	"fmt"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
	"github.com/llmemu/playground/scenarios"
)

// Points verifies the bundled benchmark points, of which means alone were published. Others is what the reference
// emulator, LLM-Emu, publishes of itself.
func Points() ([]Result, error) {
	points, err := realruns.Points()
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(points))
	for i := range points {
		p := &points[i]
		deviations, profileID, err := point(p)
		if err != nil {
			return nil, fmt.Errorf("point %s: %w", p.Name, err)
		}
		results[i] = Result{Profile: profileID, Title: p.Title, Note: p.Note, Fitted: p.Fitted, Stranger: p.Server != nil}
		for k, d := range deviations {
			results[i].Lines = append(results[i].Lines, Line{Deviation: d, Label: labels[d.Key], Published: p.Measured[k].ReferenceErrorPct})
		}
	}
	return results, nil
}

// point runs a point as its scenario on the bundled profile, and compares the means.
func point(p *realruns.Point) (deviations []metrics.Deviation, profileID string, err error) {
	s, err := scenario.Parse(p.Scenario)
	if err != nil {
		return nil, "", err
	}
	in, err := scenarios.Input(s)
	if err != nil {
		return nil, "", err
	}
	if p.Server != nil {
		in.Profile = in.Profile.WithServer(profile.ServerOf(p.Server.VLLMVersion, p.Server.Endpoint, s.Engine.AsyncScheduling))
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, "", err
	}
	deviations, err = p.Compare(run.Report().Summary())
	return deviations, s.Profile, err
}
