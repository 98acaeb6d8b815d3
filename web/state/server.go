package state

import (
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// ServerPart is a part of what surrounds the GPU, and the choices that public runs speak for.
type ServerPart struct {
	ID      string // of its picker
	Title   string
	Fields  []string // paths
	Choices []ServerChoice
	how     func(*profile.Server) string
}

// ServerChoice gives each of the part's fields a value.
type ServerChoice struct {
	Title  string
	How    string // where the values come from
	values []float64
}

// ServerParts are the frontend and the host.
var ServerParts = []ServerPart{
	{
		ID: "frontend", Title: "Frontend", Fields: []string{"server.frontend_ms", "server.frontend_ms_per_1k_tokens", "server.frontend_parallel"},
		Choices: []ServerChoice{frontend("/v1/completions", profile.EndpointCompletions), frontend("/v1/chat/completions", profile.EndpointChat)},
		how:     func(s *profile.Server) string { return s.Frontend.How },
	},
	{
		ID: "host", Title: "Host, vLLM", Fields: []string{"server.host_ms_per_step", "server.host_us_per_seq"}, Choices: hosts(),
		how: func(s *profile.Server) string { return s.Host.How },
	},
}

func frontend(title, endpoint string) ServerChoice {
	f := profile.FrontendOf(endpoint)
	return ServerChoice{title, f.How, []float64{f.SerialUS / 1000, f.SerialUSPer1K / 1000, f.ParallelUS / 1000}}
}

func hosts() []ServerChoice {
	var list []ServerChoice
	for i := range profile.Eras {
		e := &profile.Eras[i]
		title := strings.TrimSuffix(strings.TrimPrefix(e.Name(), "vLLM "), " scheduling") // beside the part's title there is little room
		list = append(list, ServerChoice{title, e.Host.How, []float64{e.Host.StepUS / 1000, e.Host.SequenceUS}})
	}
	return list
}

// Titles of what is no choice of a part.
const (
	ServerOfProfile = "the profile’s"
	ServerOwn       = "own values"
)

// ServerChosen is the title of what the scenario has of a part.
func (a *App) ServerChosen(p *ServerPart) string {
	if !slices.ContainsFunc(p.Fields, func(path string) bool { return scenario.FieldAt(path).Text(a.Scenario) != "" }) {
		return ServerOfProfile
	}
	if c := a.serverChoice(p); c != nil {
		return c.Title
	}
	return ServerOwn
}

// serverChoice is the choice that the scenario has made, nil for none.
func (a *App) serverChoice(p *ServerPart) *ServerChoice {
	at := slices.IndexFunc(p.Choices, func(c ServerChoice) bool {
		for i, path := range p.Fields {
			if scenario.FieldAt(path).Text(a.Scenario) != c.text(i) {
				return false
			}
		}
		return true
	})
	if at < 0 {
		return nil
	}
	return &p.Choices[at]
}

func (c *ServerChoice) text(i int) string { return strconv.FormatFloat(c.values[i], 'g', -1, 64) }

// ChooseServer gives a part of the server the values of a choice, or the profile's; own values stay.
func (a *App) ChooseServer(p *ServerPart, title string) {
	set := *a.Scenario // its list of requests is shared: nothing changes one in place
	at := slices.IndexFunc(p.Choices, func(c ServerChoice) bool { return c.Title == title })
	if at < 0 && title != ServerOfProfile {
		return
	}
	for i, path := range p.Fields {
		f, text := scenario.FieldAt(path), ""
		if at >= 0 {
			set.Upgrade(f.Since)
			text = p.Choices[at].text(i)
		}
		if f.Known(&set) && f.SetText(&set, text) != nil {
			return
		}
		delete(a.typed, path)
		delete(a.problems, path)
	}
	a.change(&set, "", "")
}

// ServerSource says where a field's value of the group server comes from while the scenario leaves it to the profile.
func (a *App) ServerSource(path string) string {
	for i := range ServerParts {
		p := &ServerParts[i]
		if !slices.Contains(p.Fields, path) {
			continue
		}
		if c := a.serverChoice(p); c != nil {
			return c.How
		}
		if of := a.Profile(); of != nil && scenario.FieldAt(path).Text(a.Scenario) == "" {
			server := of.Sheet.Server()
			return p.how(&server)
		}
	}
	return ""
}
