// Package scenarios holds the bundled scenarios, in the order in which the page lists them. The first opens the page.
package scenarios

import (
	"embed"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/realruns"
)

//go:embed *.json
var files embed.FS

// Opening is the scenario that opens the page.
const Opening = "rtxpro6000-sharegpt"

var ids = []string{
	Opening,
	"rtx4090-sharegpt",
	"chat",
	"batch",
	"shared-prefix",
	"burst",
	"long-prompts",
	"priority",
}

// IDs lists the bundled scenarios.
func IDs() []string { return ids }

// Raw is the JSON text of a bundled scenario.
func Raw(id string) ([]byte, error) {
	data, err := files.ReadFile(id + ".json")
	if err != nil {
		return nil, fmt.Errorf("scenario %q is not bundled; there are %s", id, strings.Join(ids, ", "))
	}
	return data, nil
}

// Load parses a bundled scenario.
func Load(id string) (*scenario.Scenario, error) {
	data, err := Raw(id)
	if err != nil {
		return nil, err
	}
	s, err := scenario.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("scenarios/%s.json: %w", id, err)
	}
	return s, nil
}

// Input is what a run of a scenario needs, with the bundled profile and stream that it names.
func Input(s *scenario.Scenario) (engine.Input, error) {
	p, err := profiles.Load(s.Profile)
	if err != nil {
		return engine.Input{}, err
	}
	stream, err := realruns.Stream(s.Workload.Stream())
	if err != nil {
		return engine.Input{}, err
	}
	return engine.Input{Scenario: s, Profile: p, Stream: stream}, nil
}

// Measured finds the bundled run on real hardware that the scenario emulates, nil where there is none.
func Measured(s *scenario.Scenario) (*metrics.Measured, error) {
	for _, id := range ids {
		bundled, err := Load(id)
		if err != nil {
			return nil, err
		}
		if s.Profile == bundled.Profile && len(scenario.RunDiff(s, bundled)) == 0 {
			return realruns.Run(id)
		}
	}
	return nil, nil
}
