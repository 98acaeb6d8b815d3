// Package rail is the column in which a scenario is chosen and edited.
package rail

import (
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Rail is the column.
type Rail struct {
	App *state.App
}

func (c *Rail) class() string {
	if c.App.View.RailOpen {
		return "rail rail-open"
	}
	return "rail"
}

// firstEngineFields is how many of the engine's fields show before "more" is pressed.
const firstEngineFields = 7

// engine lists the engine's fields to show: the first ones, those that have something to say, and all on demand.
func (c *Rail) engine() []string {
	var paths []string
	for _, f := range group("engine") {
		if c.App.View.MoreOpen || len(paths) < firstEngineFields || c.App.IsChanged(f) || c.speaks(f) {
			paths = append(paths, f.Path())
		}
	}
	return paths
}

func (c *Rail) more() string {
	if c.App.View.MoreOpen {
		return "fewer"
	}
	return format.Count(float64(len(group("engine"))-len(c.engine()))) + " more"
}

// server lists the server's fields to show: those that were changed, and all on demand. Its pickers stand above them.
func (c *Rail) server() []string {
	var paths []string
	for _, f := range group("server") {
		if c.App.View.ServerOpen || c.App.IsChanged(f) || c.speaks(f) {
			paths = append(paths, f.Path())
		}
	}
	return paths
}

func (c *Rail) moreServer() string {
	if c.App.View.ServerOpen {
		return "fewer"
	}
	return format.Count(float64(len(group("server"))-len(c.server()))) + " more"
}

// serverShare says what the server took of the mean latencies of the run on show.
func (c *Rail) serverShare() string {
	if text := c.App.Result.Summary.ServerShare(); text != "" {
		return text
	}
	return "Neither takes time of its own in this run."
}

// serverChoices are what a part of the server can be; its own values alone are typed.
func (c *Rail) serverChoices(i int) []string {
	part := &state.ServerParts[i]
	list := []string{state.ServerOfProfile}
	for _, choice := range part.Choices {
		list = append(list, choice.Title)
	}
	if c.App.ServerChosen(part) == state.ServerOwn {
		list = append(list, state.ServerOwn)
	}
	return list
}

// speaks says whether a field must be seen wherever it stands: it has an error, or the cursor.
func (c *Rail) speaks(f *scenario.Field) bool { return c.App.Problem(f) != "" || c.App.Touched(f) }

// workload lists the fields that the chosen dataset reads.
func (c *Rail) workload() []string {
	var paths []string
	for _, f := range group("workload") {
		if f.Name != "dataset" && f.Known(c.App.Scenario) && (c.reads(f) || c.speaks(f)) { // the dataset stands above the others
			paths = append(paths, f.Path())
		}
	}
	return append(paths, "seed")
}

// reads says whether the workload, as chosen, reads a field.
func (c *Rail) reads(f *scenario.Field) bool {
	w := &c.App.Scenario.Workload
	switch {
	case f.Dataset != "":
		return f.Dataset == w.Dataset
	case f.Name == "burstiness", f.Name == "ramp_up_strategy":
		return !w.Recorded()
	case strings.HasPrefix(f.Name, "ramp_up_"):
		return w.RampUpStrategy != ""
	}
	return true
}

func (c *Rail) slo() []string {
	var paths []string
	for _, f := range group("slo") {
		paths = append(paths, f.Path())
	}
	return paths
}

func group(name string) []*scenario.Field {
	var list []*scenario.Field
	for i := range scenario.Fields() {
		if f := &scenario.Fields()[i]; f.Group == name {
			list = append(list, f)
		}
	}
	return list
}

func (c *Rail) loop() string {
	if c.App.Scenario.Workload.MaxConcurrency > 0 {
		return "closed loop"
	}
	return "open loop"
}

// datasets are the datasets that this site can run.
func (c *Rail) datasets() []string {
	var list []string
	for _, name := range scenario.FieldAt("workload.dataset").Options {
		if name != scenario.DatasetRequests || len(c.App.Base.Workload.Requests) > 0 {
			list = append(list, name)
		}
	}
	return list
}

func (c *Rail) datasetDetail() string {
	if stream := c.App.Catalogue.Stream(c.App.Scenario); stream != nil {
		return stream.Title
	}
	return c.App.Scenario.Workload.Dataset
}

func (c *Rail) chosen() string { return c.App.TitleOf(c.App.Scenario) }

// profile is the profile chosen, or what stands for one that this site does not carry.
func (c *Rail) profile() *state.Profile {
	if p := c.App.Profile(); p != nil {
		return p
	}
	return &state.Profile{Sheet: profile.Profile{GPU: profile.GPU{Name: c.App.Scenario.Profile}}}
}

// hardware and detail say more of the profile, as long as it is here.
func (c *Rail) hardware() string {
	if c.App.Absent() {
		return "not here"
	}
	return c.profile().Sheet.Hardware()
}

func (c *Rail) detail() string {
	if c.App.Absent() {
		return ""
	}
	return c.profile().Detail()
}

// runtime is whose scheduler decides: the scenario's, or the one that the profile was measured with.
func (c *Rail) runtime() string {
	if version := c.App.Scenario.Engine.VLLMVersion; version != "" {
		return "vLLM " + version
	}
	if version := c.profile().Sheet.Engine.VLLMVersion; version != "" {
		return "vLLM " + version
	}
	return ""
}

func (c *Rail) profileProblem() string { return c.App.Problem(scenario.FieldAt("profile")) }

func (c *Rail) sameHardware(p *state.Profile) bool { return p.Hardware() == c.profile().Hardware() }

func (c *Rail) chosenProfile(p *state.Profile) bool { return p.ID() == c.App.Scenario.Profile }

// hardwareOption marks hardware that the reader alone has brought.
func (c *Rail) hardwareOption(p *state.Profile) string {
	if p.Yours() {
		return p.Hardware() + ", yours"
	}
	return p.Hardware()
}

// lastRun names the run whose arrivals are drawn.
func (c *Rail) lastRun() string {
	if c.App.Stale() {
		return "of the last run"
	}
	return "of " + format.Of(c.App.Result.Summary.Completed, "request")
}

func (c *Rail) arrivals() string {
	return "Histogram of the arrivals " + c.lastRun() + ", from the first to the last"
}

func (c *Rail) changed() string {
	n := len(c.App.Changed())
	if n == 0 {
		return "No field changed"
	}
	return format.Of(n, "field") + " changed"
}
