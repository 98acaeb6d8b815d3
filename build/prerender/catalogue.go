package main

import (
	"strconv"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/recorded"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/web/state"
)

// buildCatalogue lists what the site carries, and adds the files to it.
func buildCatalogue(site files) (*state.Catalogue, error) {
	c := &state.Catalogue{Version: metrics.Version}
	for _, add := range []func(*state.Catalogue, files) error{addProfiles, addStreams, addScenarios} {
		if err := add(c, site); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func addProfiles(c *state.Catalogue, site files) error {
	entries, err := profiles.Catalogue()
	if err != nil {
		return err
	}
	for _, e := range entries {
		p, err := profiles.Load(e.ID)
		if err != nil {
			return err
		}
		file := "data/profiles/" + e.ID + ".json"
		if site[file], err = profiles.Raw(e.ID); err != nil {
			return err
		}
		c.Profiles = append(c.Profiles, state.Profile{ID: e.ID, GPU: e.GPU, GPUDetail: e.Hardware, Model: e.Model, ModelDetail: precision(p),
			Runtime: "vLLM " + e.VLLMVersion, File: file})
	}
	return nil
}

// precision reads "bf16, TP 1".
func precision(p *profile.Profile) string {
	short := map[string]string{"bfloat16": "bf16", "float16": "fp16"}
	dtype := p.Engine.Dtype
	if s, ok := short[dtype]; ok {
		dtype = s
	}
	return dtype + ", TP " + strconv.FormatInt(p.Engine.TP, 10)
}

func addStreams(c *state.Catalogue, site files) error {
	data, err := recorded.StreamFile(recorded.ShareGPT)
	if err != nil {
		return err
	}
	stream, err := recorded.Stream(recorded.ShareGPT)
	if err != nil {
		return err
	}
	file := "data/streams/" + recorded.ShareGPT + ".json"
	site[file] = data
	c.Streams = append(c.Streams, state.Stream{Dataset: "sharegpt", Title: strconv.Itoa(len(stream.ArrivalS)) + " requests", File: file})
	return nil
}

func addScenarios(c *state.Catalogue, site files) error {
	for _, id := range scenarios.IDs() {
		s, err := scenarios.Load(id)
		if err != nil {
			return err
		}
		b := state.Bundled{ID: id, Title: s.Name, Scenario: s.JSON()}
		measured, err := recorded.Run(id)
		if err != nil {
			return err
		}
		if measured != nil {
			file := "data/runs/" + id + ".json"
			site[file] = recorded.RunFile(id)
			if b.Measured, err = validate(id, c.Profile(s.Profile).Runtime, measured); err != nil {
				return err
			}
			b.Measured.File = file
		}
		c.Scenarios = append(c.Scenarios, b)
	}
	return nil
}

// validate emulates a run that a real engine was measured on, for the badge that says how far off it is.
func validate(id, runtime string, measured *metrics.Measured) (*state.Validation, error) {
	run, err := complete(id)
	if err != nil {
		return nil, err
	}
	result := state.Result{Measured: run.Report().Compare(measured)}
	return &state.Validation{Runtime: runtime, Requests: run.Requests(), TPOTOff: result.Deviation("tpot_ms", "mean").ErrorPct}, nil
}

// complete runs a bundled scenario.
func complete(id string) (*engine.Run, error) {
	s, err := scenarios.Load(id)
	if err != nil {
		return nil, err
	}
	p, err := profiles.Load(s.Profile)
	if err != nil {
		return nil, err
	}
	stream, err := recorded.Stream(recorded.ShareGPT)
	if err != nil {
		return nil, err
	}
	return engine.Complete(engine.Input{Scenario: s, Profile: p, Stream: stream})
}

// packOpening is the packed result of the scenario that opens the page.
func packOpening() ([]byte, error) {
	run, err := complete(scenarios.Opening)
	if err != nil {
		return nil, err
	}
	measured, err := recorded.Run(scenarios.Opening)
	if err != nil {
		return nil, err
	}
	report := run.Report()
	return report.Pack(report.Summary(), measured)
}
