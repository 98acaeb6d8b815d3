package state

import (
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/plainjson"
)

// Catalogue lists what the site carries. The build writes it into the page.
type Catalogue struct {
	Version   string    `json:"version"` // of this project
	Profiles  []Profile `json:"profiles"`
	Scenarios []Bundled `json:"scenarios"` // the first one opens the page
	Streams   []Stream  `json:"streams"`
}

// Stream is a recorded request stream.
type Stream struct {
	Name  string `json:"name"`  // as scenario.Workload.Stream has it
	Title string `json:"title"` // "300 requests"
	File  string `json:"file"`
}

// Bundled is a scenario that comes with the site.
type Bundled struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"` // the scenario's name
	Scenario plainjson.Raw `json:"scenario"`
	Measured string        `json:"measured"` // file with the figures of a real engine's run; "" where there is none

	parsed *scenario.Scenario
}

// Members are those of the JSON.
func (c *Catalogue) Members() plainjson.Members {
	return plainjson.Members{
		"version", &c.Version, "profiles", plainjson.List(&c.Profiles), "scenarios", plainjson.List(&c.Scenarios), "streams", plainjson.List(&c.Streams),
	}
}

// Members are those of the JSON.
func (s *Stream) Members() plainjson.Members {
	return plainjson.Members{"name", &s.Name, "title", &s.Title, "file", &s.File}
}

// Members are those of the JSON.
func (b *Bundled) Members() plainjson.Members {
	return plainjson.Members{"id", &b.ID, "title", &b.Title, "scenario", &b.Scenario, "measured", &b.Measured}
}

// Bundled finds a scenario of the site by its id, nil where there is none.
func (c *Catalogue) Bundled(id string) *Bundled {
	for i := range c.Scenarios {
		if c.Scenarios[i].ID == id {
			return &c.Scenarios[i]
		}
	}
	return nil
}

// named finds the scenario of the site that s is a variant of, nil where there is none.
func (c *Catalogue) named(s *scenario.Scenario) *Bundled {
	for i := range c.Scenarios {
		if b := &c.Scenarios[i]; b.ID == s.Name || b.Title == s.Name && s.Name != "" {
			return b
		}
	}
	return nil
}

// Validated finds the bundled scenario whose run on a real engine belongs to the profile, nil where nobody measured it.
func (c *Catalogue) Validated(profile string) *Bundled {
	for i := range c.Scenarios {
		if s := c.Scenarios[i].Parse(); c.Scenarios[i].Measured != "" && s.Profile == profile {
			return &c.Scenarios[i]
		}
	}
	return nil
}

// Stream finds the stream that a scenario reads, nil where its dataset is generated or is in the scenario itself.
func (c *Catalogue) Stream(s *scenario.Scenario) *Stream {
	for i := range c.Streams {
		if c.Streams[i].Name == s.Workload.Stream() {
			return &c.Streams[i]
		}
	}
	return nil
}

// Parse reads the bundled scenario, once; whoever changes it clones it first. The build has read it before, so that it
// cannot fail here.
func (b *Bundled) Parse() *scenario.Scenario {
	if b.parsed == nil {
		s, err := scenario.Parse(b.Scenario)
		if err != nil {
			panic("bundled scenario " + b.ID + ": " + err.Error())
		}
		b.parsed = s
	}
	return b.parsed
}
