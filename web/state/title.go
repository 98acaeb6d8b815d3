package state

import (
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
)

// naming are the fields that a scenario's name speaks of, beside its figures.
var naming = []string{"profile", "workload.dataset", "engine.scheduling_policy"}

var datasetTitles = map[string]string{
	scenario.DatasetRandom:           "Random lengths",
	scenario.DatasetLognormal:        "Log-normal lengths",
	scenario.DatasetPrefixRepetition: "Shared prefixes",
	scenario.DatasetShareGPT:         "ShareGPT",
	scenario.DatasetTrace:            "Production trace",
	scenario.DatasetRequests:         "Listed requests",
}

// DatasetTitle is what the page calls a dataset.
func DatasetTitle(dataset string) string { return datasetTitles[dataset] }

// Title names what ran.
func (a *App) Title() string { return a.TitleOf(a.Ran) }

// TitleOf names a scenario: by its own name while that is so, else by its data and GPUs ("ShareGPT on H100"). Of a name
// whose scenario was edited, what stands before the colon is kept: behind it are figures, and what came of them.
func (a *App) TitleOf(s *scenario.Scenario) string {
	base := a.named(s)
	if base == nil {
		return a.described(s)
	}
	changed := scenario.Diff(base, s)
	if slices.ContainsFunc(changed, func(f *scenario.Field) bool { return slices.Contains(naming, f.Path()) }) {
		return a.described(s)
	}
	if len(changed) > 0 {
		subject, _, _ := strings.Cut(base.Name, ":")
		return subject
	}
	return base.Name
}

// named is the scenario whose name s bears, nil where that is not known any more.
func (a *App) named(s *scenario.Scenario) *scenario.Scenario {
	if b := a.Catalogue.named(s); b != nil {
		return b.Parse()
	}
	if s.Name != "" && s.Name == a.Base.Name {
		return a.Base
	}
	return nil
}

// described reads "ShareGPT on 2 × H100".
func (a *App) described(s *scenario.Scenario) string {
	gpus := s.Profile
	if p := a.Catalogue.Profile(s.Profile); p != nil {
		gpus = p.Sheet.GPU.Name
		if n := p.Sheet.Engine.TP; n > 1 {
			gpus = format.Count(n) + " × " + gpus
		}
	}
	return DatasetTitle(s.Workload.Dataset) + " on " + gpus
}

// DocumentTitle names the view and what it shows, as the browser's tabs and its history do.
func (a *App) DocumentTitle() string {
	title := a.Title()
	switch a.View.Page {
	case PageGallery:
		return PageTitle(PageGallery) + " · LLM-Emu Playground"
	case PageProfile:
		title = a.Shown().Title()
	case PageSweep, PageLive:
		title = a.TitleOf(a.Scenario)
	}
	return PageTitle(a.View.Page) + ": " + title + " · LLM-Emu Playground"
}
