// Package badge emulates the runs that were measured on real hardware and writes how far off each profile is.
package badge

import (
	"fmt"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/recorded"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/scenarios"
)

// fromQueue says what the published errors below count; Compare counts from the client.
const fromQueue = "The other simulator counts TTFT and E2E from the engine's queue; here they count from the client."

// known holds what the figures of a measured run do not say, by the id of the scenario that emulates it.
var known = map[string]struct {
	note      string
	published map[string]float64 // error of the mean in percent, of another simulator that composes the same kernel times
}{
	"rtxpro6000-sharegpt": {
		note:      "The run did not record its number of KV blocks; at most 30 % of the pool is used, so it does not matter. " + fromQueue,
		published: map[string]float64{"ttft_ms": -4.0, "tpot_ms": -1.0, "e2el_ms": -1.8},
	},
	"rtx4090-sharegpt": {
		note:      "The memory overhead is derived from the 2,588 KV blocks that this run recorded. " + fromQueue,
		published: map[string]float64{"ttft_ms": 0.6, "tpot_ms": 0.2, "e2el_ms": 0.5},
	},
}

// Bundled makes the record of every profile for which a measured run is bundled.
func Bundled() (validation.Table, error) {
	table := validation.Table{}
	for _, id := range scenarios.IDs() {
		measured, err := recorded.Run(id)
		if err != nil {
			return nil, err
		}
		if measured == nil {
			continue
		}
		s, err := scenarios.Load(id)
		if err != nil {
			return nil, err
		}
		if table[s.Profile], err = record(id, measured); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return table, nil
}

// record emulates one measured run.
func record(id string, measured *metrics.Measured) (*validation.Record, error) {
	s, err := scenarios.Load(id)
	if err != nil {
		return nil, err
	}
	in := engine.Input{Scenario: s}
	if in.Profile, err = profiles.Load(s.Profile); err != nil {
		return nil, err
	}
	if in.Stream, err = recorded.Stream(recorded.ShareGPT); err != nil {
		return nil, err
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, err
	}
	r := Record(run.Report().Compare(measured), known[id].published)
	r.On = fmt.Sprintf("%d ShareGPT requests", run.Requests())
	r.Engine = "vLLM " + in.Profile.Engine.VLLMVersion
	r.Note = known[id].note
	return r, nil
}

// Record makes a profile's record of a comparison. published holds the error of another simulator by metric, for means.
func Record(c *metrics.Comparison, published map[string]float64) *validation.Record {
	r := &validation.Record{Status: validation.Validated}
	for _, d := range c.Metrics {
		f := validation.Figure{Key: d.Key, Stat: d.Stat, Measured: round(d.Measured, 3), Emulated: round(d.Emulated, 3), ErrorPct: round(d.ErrorPct, 3)}
		if v, ok := published[d.Key]; ok && d.Stat == "mean" {
			f.PublishedErrorPct = &v
		}
		r.Metrics = append(r.Metrics, f)
	}
	r.Finish()
	return r
}
