// Package bench times whole runs, workload generation and report included, natively and as WebAssembly in Node.
package bench

import (
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
)

// Scenario is a run that is timed.
type Scenario struct {
	Name     string
	Doc      string
	Scenario *scenario.Scenario // takes a bundled stream, or none
	Large    bool               // takes minutes: timed only where it is named
}

// Profile is the profile of every timed scenario.
const Profile = "h100-llama-3.1-8b-bf16-tp1"

// Scenarios are the runs that are timed, with Poisson arrivals where they are not recorded, 26,000 KV blocks and vLLM's defaults.
func Scenarios() []Scenario {
	poisson := func(requests int64, rate float64, input, output int64) *scenario.Scenario {
		s := scenario.Default(Profile)
		s.Engine.NumGPUBlocks = 26000
		w := &s.Workload
		w.NumPrompts, w.RequestRate, w.RandomInputLen, w.RandomOutputLen = requests, scenario.Rate(rate), input, output
		return s
	}
	shared := poisson(10_000, 40, 0, 0)
	w := &shared.Workload
	w.Dataset = scenario.DatasetPrefixRepetition
	w.PrefixRepetitionNumPrefixes, w.PrefixRepetitionPrefixLen, w.PrefixRepetitionSuffixLen, w.PrefixRepetitionOutputLen = 64, 1024, 256, 256
	w.RandomInputLen, w.RandomOutputLen = 1024, 128 // not read; the defaults
	tight := poisson(10_000, 40, 512, 256)
	tight.Engine.NumGPUBlocks = 9001
	recorded := scenario.Default(Profile)
	recorded.Engine.NumGPUBlocks = 26000
	recorded.Workload.Dataset = scenario.DatasetTrace
	return []Scenario{
		{Name: "S1", Doc: "400 requests at 5/s, 256 → 128 tokens", Scenario: poisson(400, 5, 256, 128)},
		{Name: "S2", Doc: "10,000 at 40/s, 512 → 256", Scenario: poisson(10_000, 40, 512, 256)},
		{Name: "S3", Doc: "as S2 with 100,000", Scenario: poisson(100_000, 40, 512, 256)},
		{Name: "S4", Doc: "as S2 at 400/s", Scenario: poisson(10_000, 400, 512, 256)},
		{Name: "S5", Doc: "19,366 requests of the Azure conversation trace of 2023 at its own pace", Scenario: recorded},
		{Name: "S6", Doc: "9,984 at 40/s in 64 groups that share 1,024 of 1,280 tokens, output 256", Scenario: shared},
		{Name: "S7", Doc: "as S2 with 1,000,000", Scenario: poisson(1_000_000, 40, 512, 256), Large: true},
		{Name: "S8", Doc: "as S2 with 9,001 blocks", Scenario: tight},
	}
}

// Select finds scenarios by name, all but the large ones for no name.
func Select(names []string) ([]Scenario, error) {
	var selected []Scenario
	if len(names) == 0 {
		for _, s := range Scenarios() {
			if !s.Large {
				selected = append(selected, s)
			}
		}
		return selected, nil
	}
	for _, name := range names {
		found := false
		var known []string
		for _, s := range Scenarios() {
			known = append(known, s.Name)
			if s.Name == name {
				selected, found = append(selected, s), true
			}
		}
		if !found {
			return nil, fmt.Errorf("scenario %q is unknown; allowed: %s", name, strings.Join(known, ", "))
		}
	}
	return selected, nil
}
