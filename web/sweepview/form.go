package sweepview

import (
	"strconv"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// axis is one of the form's two rows.
type axis struct {
	lead, label string
	second      bool
	suffix      string // of the names of its inputs
}

var axes = []axis{
	{"Sweep", "Field to sweep", false, ""},
	{"and", "Second field to sweep", true, "2"},
}

// entry is one input of the form.
type entry struct {
	title, input, text, unit, placeholder, about string
}

func (c *View) fieldOf(a axis) *scenario.Field {
	if !a.second {
		return scenario.FieldAt(c.App.SweepAxis().Field)
	}
	if second := c.App.SweepSecond(); second != nil {
		return scenario.FieldAt(second.Field)
	}
	return nil
}

func (c *View) fieldName(a axis) string {
	if f := c.fieldOf(a); f != nil {
		return f.Name
	}
	return "nothing else"
}

func (c *View) rangeOf(a axis) []entry {
	if c.choice(a) {
		return []entry{{title: "values", input: state.InputValues + a.suffix, text: c.App.SweepText(state.InputValues + a.suffix)}}
	}
	list := []entry{{title: "from", input: state.InputFrom}, {title: "to", input: state.InputTo}, {title: "points", input: state.InputPoints}}
	f := c.fieldOf(a)
	for i := range list {
		list[i].input += a.suffix
		if f == nil {
			continue // not on show
		}
		list[i].text = c.App.SweepText(list[i].input)
		if i < 2 {
			list[i].unit = f.Unit
		}
	}
	return list
}

// choice says whether the axis's field is a choice: its values are listed.
func (c *View) choice(a axis) bool {
	second := c.App.SweepSecond()
	return a.second && second != nil && len(second.Choices) > 0
}

func (c *View) logarithmic(a axis) bool {
	if !a.second {
		return c.App.SweepAxis().Log
	}
	second := c.App.SweepSecond()
	return second != nil && second.Log
}

// rest are the inputs that belong to no axis.
func (c *View) rest() []entry {
	list := []entry{
		{title: "seeds", input: state.InputSeeds, about: "Runs of each point, with the scenario’s seed and those after it"},
		{title: "attainment", input: state.InputShare, unit: "%", about: "Share of requests that must meet the SLO at the capacity"},
	}
	gpus := c.App.SweepGPUs()
	for i, gpu := range gpus {
		e := entry{title: "GPU hour", input: state.InputPrice, placeholder: "no price", about: "Price of one " + gpu + " for an hour: adds what a million output tokens cost. Nothing runs again for it"}
		if len(gpus) > 1 {
			e.title = gpu + " hour"
		}
		if i > 0 {
			e.input += strconv.Itoa(i)
		}
		list = append(list, e)
	}
	list = append(list, entry{title: "to serve", input: state.InputNeed, unit: "req/s", placeholder: "any", about: "A request rate: adds how many GPUs serve it within the SLO. Nothing runs again for it"})
	for i := range list {
		list[i].text = c.App.SweepText(list[i].input)
	}
	return list
}

func (c *View) added(p *state.Profile) bool {
	for _, q := range c.App.SweepProfiles() {
		if p == q {
			return true
		}
	}
	return false
}

func (c *View) candidate(p *state.Profile) string { return p.Hardware() + ", " + p.Detail() }

func (c *View) profilesTitle() string { return format.Of(len(c.App.SweepProfiles()), "profile") }

func (c *View) button() string {
	if c.App.Sweep.Running {
		return "Cancel"
	}
	return "Run sweep"
}

func (c *View) status() string {
	w := &c.App.Sweep
	count := format.Count(float64(w.Finished)) + " of " + format.Of(w.Known, "run")
	switch {
	case w.Running && w.LeftMs() > 0:
		return count + ", about " + format.Duration(w.LeftMs()) + " left"
	case w.Running:
		return count
	case w.Cancelled:
		return "Cancelled after " + count + "; the curves show what there was"
	case w.Outcome == nil:
		return c.plan()
	case c.App.SweepStale():
		return "Settings changed"
	}
	return format.Of(w.Finished, "run") + " of " + format.Of(w.Outcome.Requests, "request") + " in " + format.Duration(w.TookMs)
}

// plan says what the sweep would be, before there is one.
func (c *View) plan() string {
	runs, ms := c.App.SweepRuns()
	if runs == 0 {
		return ""
	}
	text := format.Of(runs, "run")
	if w := &c.App.Scenario.Workload; !w.Recorded() {
		text += " of " + format.Of(w.Prompts(), "request")
	}
	if c.App.SweepAxis().Field == sweep.RateField {
		text += " and some to find capacity and knee"
	}
	return text + ", about " + format.Duration(ms) + " on one thread"
}

// waits says whether no sweep was asked for yet.
func (c *View) waits() bool { return c.App.Sweep.Outcome == nil && !c.App.Sweep.Running }

// problem is why the form, or the sweep, cannot go on.
func (c *View) problem() string {
	text := ""
	for _, problem := range c.App.SweepProblems() {
		text += problem + ". "
	}
	text += c.App.Sweep.Problem
	if failures := c.outcome().Failures; text == "" && len(failures) > 0 {
		f := failures[0]
		text = format.Of(len(failures), "point") + " cannot run. At " + format.Plain(f.X) + ": " + f.Reason
	}
	return text
}
