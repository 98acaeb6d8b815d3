// Package field is one setting of a scenario: its vLLM name, its input, and on demand what it means.
package field

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Field is the row of one setting.
type Field struct {
	App  *state.App
	Path string

	def *scenario.Field
}

// Compute looks the setting up before the row is built.
func (c *Field) Compute() { c.def = scenario.FieldAt(c.Path) }

func (c *Field) id() string      { return "f-" + strings.ReplaceAll(c.Path, ".", "-") }
func (c *Field) aboutID() string { return c.id() + "-about" }
func (c *Field) noteID() string  { return c.id() + "-note" }
func (c *Field) errorID() string { return c.id() + "-error" }

func (c *Field) class() string {
	class := "field"
	if c.App.IsChanged(c.def) {
		class += " field-changed"
	}
	if c.App.Problem(c.def) != "" {
		class += " field-wrong"
	}
	return class
}

func (c *Field) typed() bool {
	return c.def.Kind != scenario.Bool && c.def.Kind != scenario.Enum
}

// before is the value that an edit replaced, "" where none did.
func (c *Field) before() string {
	if !c.App.IsChanged(c.def) {
		return ""
	}
	if text := c.spell(c.App.Base); text != "" {
		return text
	}
	return c.absent()
}

// spell writes the value that the setting has in s, "" for none.
func (c *Field) spell(s *scenario.Scenario) string {
	switch text := state.Spell(c.def, s); text {
	case "true":
		return "on"
	case "false":
		return "off"
	default:
		return text
	}
}

// placeholder stands in an empty input: what the engine takes instead.
func (c *Field) placeholder() string {
	if v, ok := c.App.Taken(c.Path); ok && !c.App.Stale() {
		return format.Plain(v)
	}
	return c.absent()
}

// absent says in a word what an absent value means.
func (c *Field) absent() string {
	if c.App.Scenario.Workload.Recorded() {
		switch c.Path {
		case "workload.request_rate":
			return "recorded"
		case "workload.num_prompts":
			return "all"
		}
	}
	if short, _, _ := strings.Cut(c.def.Absence(c.App.Scenario), ", or"); len(short) <= 8 {
		return short
	}
	return "auto"
}

// unit stands behind a value, not behind the words for an absent one.
func (c *Field) unit() string {
	if c.App.Text(c.def) == "" {
		return ""
	}
	return c.def.Unit
}

// about is the explanation: the sentence, the default, the range.
func (c *Field) about() string {
	version := max(c.App.Scenario.Version, c.def.Since)
	standard := c.spell(scenario.DefaultOf(version, c.App.Scenario.Profile))
	if standard == "" {
		standard = c.def.Absence(c.App.Scenario)
	}
	text := c.def.Doc + " Default: " + standard + "."
	if source := c.App.ServerSource(c.Path); source != "" {
		text += " Its value now: " + source + "."
	}
	if c.typed() {
		text += " Allowed: " + c.def.Allowed() + ". Type, drag sideways, or press ↑ ↓."
	}
	return text
}

// note is what the run on show made of a value of its workload, where that is not what was asked for.
func (c *Field) note() string {
	if c.def.Group != "workload" || c.App.Stale() {
		return ""
	}
	for _, caveat := range c.App.Result.Summary.LLMEmu.Caveats {
		if caveat.Path == c.Path {
			return caveat.Text
		}
	}
	return ""
}

func (c *Field) describedBy() string {
	var ids []string
	if c.App.View.About == c.Path {
		ids = append(ids, c.aboutID())
	}
	if c.note() != "" {
		ids = append(ids, c.noteID())
	}
	if c.App.Problem(c.def) != "" {
		ids = append(ids, c.errorID())
	}
	return strings.Join(ids, " ")
}

func (c *Field) options() []string {
	options := c.App.Options(c.def)
	if c.def.Optional(c.App.Scenario) {
		return append([]string{""}, options...)
	}
	return options
}

func (c *Field) optionText(option string) string {
	if option == "" {
		return c.placeholder()
	}
	return option
}

// step says in which steps static/js/scrub.js changes the number.
func (c *Field) step() string {
	if c.def.Kind == scenario.Int {
		return "whole"
	}
	return "any"
}

func (c *Field) lowest() string { return strconv.FormatFloat(c.def.Min, 'g', -1, 64) }

func (c *Field) highest() string {
	most := c.def.Max
	if c.def.OpenMax {
		most -= 0.01
	}
	return strconv.FormatFloat(most, 'g', -1, 64)
}

func (c *Field) upperBound() bool { return c.def.Group == "slo" }
