package state

import (
	"strings"

	"github.com/llmemu/playground/engine/scenario"
)

// parameters are the parts of a link beside the scenario: unknown ones, and values that they do not take, are ignored,
// so that a link from a newer page still opens.
var parameters = []struct {
	key    string
	values string // allowed, between spaces; "" for any
	at     func(*View) *string
}{
	{"stat", " mean p50 p90 p99 ", func(v *View) *string { return &v.Stat }},
	{"m", " ttft e2e ", func(v *View) *string { return &v.Metric }},
	{"dist", " ttft itl ", func(v *View) *string { return &v.Spread }},
	{"sort", "", func(v *View) *string { return &v.Sort }},
	{"v", " " + PageOverview + " " + PageProfile + " ", func(v *View) *string { return &v.Page }},
	{"p", "", func(v *View) *string { return &v.Profile }},
	{"vs", "", func(v *View) *string { return &v.Compare }},
}

// hash is the fragment of the address that brings back this page: the scenario, and the view where it is not the default.
func (a *App) hash() string {
	text, err := scenario.Encode(a.Scenario)
	if err != nil {
		a.Notice = err.Error()
		return ""
	}
	standard := defaultView
	hash := "s=" + text
	for _, p := range parameters {
		if value := *p.at(&a.View); value != *p.at(&standard) {
			hash += "&" + p.key + "=" + value
		}
	}
	return hash
}

// Follow opens the page's fragment. A link that cannot be read leaves the scenario as it is and says what is wrong.
func (a *App) Follow(hash string) {
	var link string
	for _, part := range strings.Split(strings.TrimPrefix(hash, "#"), "&") {
		key, value, _ := strings.Cut(part, "=")
		if key == "s" {
			link = value
		}
		for _, p := range parameters {
			if key == p.key && (p.values == "" || strings.Contains(p.values, " "+value+" ")) {
				*p.at(&a.View) = value
			}
		}
	}
	a.host.SortRequests(a.View.Sort)
	for _, id := range []string{a.View.Profile, a.View.Compare} {
		if id != "" && a.Catalogue.Profile(id) == nil {
			a.Notice = missing(id)
		}
	}
	if link == "" {
		return
	}
	s, err := scenario.Decode(link)
	if err != nil {
		a.Notice = "This link cannot be opened: " + err.Error()
		return
	}
	a.adopt(s)
}

// adopt makes s the scenario, counting edits from the bundled one that it is a variant of, where there is one.
func (a *App) adopt(s *scenario.Scenario) {
	base, id := s, ""
	for i := range a.Catalogue.Scenarios {
		b := &a.Catalogue.Scenarios[i]
		if bundled := b.Parse(); b.ID == s.Name || bundled.Name == s.Name && s.Name != "" {
			base, id = bundled, b.ID
			break
		}
	}
	a.setBase(id, base)
	a.Scenario = s.Clone()
	if len(scenario.Diff(a.Ran, a.Scenario)) > 0 || len(s.Workload.Requests) > 0 {
		a.Run()
	}
}

// Share copies a link to this page.
func (a *App) Share() {
	if hash := a.hash(); hash != "" {
		a.host.SetHash(hash)
		a.host.CopyAddress()
	}
}

// Copied says that the link is on the clipboard, or why not.
func (a *App) Copied(problem string) {
	a.Status = "Link copied"
	if problem != "" {
		a.Status = "The link is in the address bar: " + problem
	}
}

// ShowOpen asks for a scenario.
func (a *App) ShowOpen() { a.host.ShowOpen() }

// Open reads a scenario's JSON or a link to one, as pasted or dropped.
func (a *App) Open(text string) error {
	text = strings.TrimSpace(text)
	var s *scenario.Scenario
	var err error
	if _, link, found := strings.Cut(text, "#s="); found {
		link, _, _ = strings.Cut(link, "&")
		s, err = scenario.Decode(link)
	} else {
		s, err = scenario.Parse([]byte(text))
	}
	if err != nil {
		return err
	}
	before := a.moment()
	a.adopt(s)
	a.remember(before, "")
	a.host.SetHash(a.hash())
	return nil
}
