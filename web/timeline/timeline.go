// Package timeline is the page's view of a run over time: what the engine did, and every request on the same axis.
// static/js/timeline draws it, from columns that never pass through here.
package timeline

import (
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Timeline is the view.
type Timeline struct {
	App *state.App
}

func (c *Timeline) class() string { return c.App.MainClass() + " main-timeline" }

// run names the run on show. An element that JavaScript fills must have something that varies: what vugu sees as constant
// it would write anew when it takes the prerendered page over.
func (c *Timeline) run() string { return c.App.Result.Summary.LLMEmu.Digest }

type setting struct{ name, value string }

// settings are those that a timeline shows most of.
func (c *Timeline) settings() []setting {
	list := []setting{
		{"num_gpu_blocks", format.Count(float64(c.App.Result.Summary.LLMEmu.NumGPUBlocks))},
		{"max_num_seqs", format.Count(float64(c.App.Result.Summary.LLMEmu.Engine.MaxNumSeqs))},
	}
	rate := scenario.FieldAt("workload.request_rate")
	if text := state.Spell(rate, c.App.Ran); text != "" {
		list = append(list, setting{rate.Name, text})
	}
	return list
}

// filter is a choice of requests to list.
type filter struct{ value, title string }

func (c *Timeline) filters() []filter {
	list := []filter{{state.FilterAll, "All"}, {state.FilterPreempted, "Preempted"}}
	if c.App.Ran.SLO != (scenario.SLO{}) {
		list = append(list, filter{state.FilterOverSLO, "Over SLO"})
	}
	return append(list, filter{state.FilterTail, "Slowest 5\u2009%"})
}
