package main

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/realruns"
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
	for _, id := range profiles.IDs() {
		p, err := profiles.Load(id)
		if err != nil {
			return err
		}
		file := "data/profiles/" + id + ".json"
		if site[file], err = profiles.Raw(id); err != nil {
			return err
		}
		record, err := profiles.Validation(id)
		if err != nil {
			return err
		}
		known, err := profiles.Versions(id)
		if err != nil {
			return err
		}
		c.Profiles = append(c.Profiles, state.Profile{Sheet: *p.Sheet(), File: file, Validation: record, Versions: known})
	}
	return nil
}

func addStreams(c *state.Catalogue, site files) error {
	for _, name := range realruns.Streams() {
		stream, err := realruns.Stream(name)
		if err != nil {
			return err
		}
		file := "data/streams/" + name + ".json"
		if site[file], err = realruns.StreamFile(name); err != nil {
			return err
		}
		c.Streams = append(c.Streams, state.Stream{Name: name, Title: format.Of(len(stream.ArrivalUS), "request"), File: file})
	}
	return nil
}

func addScenarios(c *state.Catalogue, site files) error {
	for _, id := range scenarios.IDs() {
		s, err := scenarios.Load(id)
		if err != nil {
			return err
		}
		b := state.Bundled{ID: id, Title: s.Name, Scenario: s.JSON()}
		if measured := realruns.RunFile(id); measured != nil {
			b.Measured = "data/runs/" + id + ".json"
			site[b.Measured] = measured
		}
		c.Scenarios = append(c.Scenarios, b)
	}
	return nil
}

// opening is what the scenario that opens the page runs with.
func opening() (engine.Input, error) {
	s, err := scenarios.Load(scenarios.Opening)
	if err != nil {
		return engine.Input{}, err
	}
	return scenarios.Input(s)
}

// explainOpening says what makes the tail of the opening scenario.
func explainOpening() (*explain.Facts, error) {
	in, err := opening()
	if err != nil {
		return nil, err
	}
	session, err := explain.Retrace(in)
	if err != nil {
		return nil, err
	}
	return session.Facts(), nil
}

// packOpening is the packed result of the opening scenario.
func packOpening() ([]byte, error) {
	in, err := opening()
	if err != nil {
		return nil, err
	}
	run, err := engine.Complete(in)
	if err != nil {
		return nil, err
	}
	measured, err := realruns.Run(scenarios.Opening)
	if err != nil {
		return nil, err
	}
	report := run.Report()
	return report.Pack(report.Summary(), measured)
}
