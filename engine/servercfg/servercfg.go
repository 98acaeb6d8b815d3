// Package servercfg knows how `vllm serve` starts: what it chooses where a setting is absent, what it changes, and what it
// refuses. The rules are those of vLLM's configuration code; one that nobody has verified for the versions here is a doubt and
// refuses nothing.
package servercfg

import (
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/message"
)

// Kind is what vLLM does about a setting.
type Kind int

// Kinds of findings.
const (
	Refuse Kind = iota // does not start
	Change             // starts, with another value
	Warn               // starts, and says so in its log
	Doubt              // may refuse: not verified
)

// Finding is what vLLM has to say to one setting.
type Finding struct {
	Path   string // of the scenario's field
	Kind   Kind
	Reason string // one sentence, vLLM's own where it has one
	Value  int64  // of a Change: what vLLM runs
}

// Text is the finding as a caveat of a run that goes ahead.
func (f *Finding) Text() string {
	switch f.Kind {
	case Refuse:
		return "vLLM would refuse this: " + f.Reason
	case Change:
		return "vLLM changes this: " + f.Reason
	case Warn:
		return "vLLM warns: " + f.Reason
	}
	return "vLLM may refuse this: " + f.Reason
}

// Refusal is the first finding for which vLLM would not start, as an error at its field; nil where it starts.
func Refusal(findings []Finding) error {
	for i := range findings {
		if f := &findings[i]; f.Kind == Refuse {
			return &scenario.Error{Path: f.Path, Message: "vLLM refuses this: " + f.Reason}
		}
	}
	return nil
}

// start is a configuration on its way through the rules.
type start struct {
	asked    *scenario.Scenario // absent values are 0
	engine   *scenario.Engine   // what vLLM runs of it
	profile  *profile.Profile
	version  scheduler.Version
	findings []Finding
}

// Start lets vLLM start with a scenario's engine. It returns the scenario as vLLM runs it, in which the version, the limits of
// a step and the share of memory are never absent, and what vLLM has to say to it. A scenario of version 1 leaves nothing to
// vLLM: nothing of it changes.
func Start(s *scenario.Scenario, p *profile.Profile) (*scenario.Scenario, []Finding) {
	runs := *s // its list of requests is shared: nothing changes one in place
	c := &start{asked: s, engine: &runs.Engine, profile: p, version: VersionOf(s, p)}
	c.engine.VLLMVersion = c.version.String()
	c.choose()
	c.check()
	return &runs, c.findings
}

func (c *start) find(is bool, path string, kind Kind, reason string, args ...any) {
	if is {
		c.findings = append(c.findings, Finding{Path: path, Kind: kind, Reason: message.Sprintf(reason, args...)})
	}
}

func (c *start) change(path string, value int64, reason string, args ...any) {
	c.findings = append(c.findings, Finding{Path: path, Kind: Change, Reason: message.Sprintf(reason, args...), Value: value})
}

// maxModelLen is the scenario's, or else the profile's.
func (c *start) maxModelLen() int64 {
	if n := c.asked.Engine.MaxModelLen; n > 0 {
		return n
	}
	return c.profile.Engine.MaxModelLen
}
