// Package gallery holds scenarios that each show one effect, and the sentence that says it with its figures.
//
// A sentence has no figure of its own: what stands in braces is taken from the entry's runs, and its claims say how large
// that has to be for the words around it to be true. Whoever changes the engine or a profile sees by test which sentence
// reads otherwise, and which is true no more.
package gallery

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/llmemu/playground/engine/scenario"
)

//go:embed entries/*.json
var files embed.FS

// Group is entries that belong together, in the order in which they are read.
type Group struct {
	Title string
	IDs   []string
}

// Groups are all entries.
var Groups = []Group{
	{"Why is TTFT so high?", []string{"ttft-queue", "one-slow-tokeniser", "max-num-seqs-too-small", "long-prompts-starve-short", "cold-burst"}},
	{"Chunked prefill and token gaps", []string{"itl-tail", "budget-2048-or-8192", "small-budget", "chunked-prefill-off", "long-prefill-threshold"}},
	{"KV cache", []string{"preemption-thrash", "watermark", "fp8-kv", "prefix-caching", "prefix-cache-too-small"}},
	{"Load", []string{"closed-loop", "burstiness", "overload", "ramp"}},
	{"Scheduling", []string{"priority-policy", "priority-inversion", "async-scheduling"}},
	{"Hardware", []string{"tp2-against-tp1", "h100-against-a100", "batch-is-cheap"}},
	{"LLM-Emu’s own experiments", []string{"rtx8000-2", "rtx8000-4", "rtx8000-8", "rtx8000-16", "rtx8000-32", "rtx8000-bursty", "rtx8000-measured", "a40-2", "a40-4", "a40-8", "a40-16", "a40-32", "a40-bursty"}},
	{"Real runs and real traffic", []string{"measured-rtxpro6000", "measured-rtx4090", "azure-conversation", "azure-code"}},
}

// Entry is one scenario of the gallery.
type Entry struct {
	ID    string `json:"-"`
	Title string `json:"title"`
	// Says is the sentence. A figure in braces is one of the entry's runs, or of two of them the ratio:
	// "{p99_itl_ms / p50_itl_ms} times the p50 ({p50_itl_ms})". See Figures for what there is.
	Says   string  `json:"says"`
	Claims []Claim `json:"claims"`

	Scenario json.RawMessage `json:"scenario"`
	// Against has the fields that differ in the run that is pinned beside it, as a merge patch: null is a field's default.
	// Without any there is none.
	Against json.RawMessage `json:"against"`

	View  string `json:"view"`  // what of the page's link follows the scenario: "v=gaps&r=12"; "" for the overview
	Point string `json:"point"` // the measured benchmark (realruns.Points) that its scenario emulates; "" for none
}

// Claim is what has to be true of a figure, or of the ratio of two, for the sentence to be true.
type Claim struct {
	Figure  string   `json:"figure"` // as in a sentence's braces
	AtLeast *float64 `json:"at_least"`
	AtMost  *float64 `json:"at_most"`
}

// IDs lists all entries in order.
func IDs() []string {
	var ids []string
	for _, g := range Groups {
		ids = append(ids, g.IDs...)
	}
	return ids
}

// Has says whether there is an entry of this id.
func Has(id string) bool { return slices.Contains(IDs(), id) }

// Load reads an entry.
func Load(id string) (*Entry, error) {
	data, err := files.ReadFile("entries/" + id + ".json")
	if err != nil {
		return nil, fmt.Errorf("the gallery has no scenario %q", id)
	}
	e := &Entry{ID: id}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(e); err != nil {
		return nil, fmt.Errorf("gallery/entries/%s.json: %w", id, err)
	}
	return e, nil
}

// Run is the scenario that the entry opens, named as the entry is.
func (e *Entry) Run() (*scenario.Scenario, error) { return e.parse(nil, e.Title) }

// Other is the scenario that is pinned beside it, nil where there is none.
func (e *Entry) Other() (*scenario.Scenario, error) {
	if e.Against == nil {
		return nil, nil
	}
	return e.parse(e.Against, "")
}

func (e *Entry) parse(patch json.RawMessage, name string) (*scenario.Scenario, error) {
	data, err := merge(e.Scenario, patch)
	if err != nil {
		return nil, fmt.Errorf("gallery/entries/%s.json: %w", e.ID, err)
	}
	s, err := scenario.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("gallery/entries/%s.json: %w", e.ID, err)
	}
	s.Name = name
	return s, nil
}

// merge applies a JSON merge patch (RFC 7396) to an object of objects.
func merge(object, patch json.RawMessage) (json.RawMessage, error) {
	if patch == nil {
		return object, nil
	}
	var members, changes map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, err
	}
	for name, change := range changes {
		switch {
		case string(change) == "null":
			delete(members, name)
		case change[0] == '{' && members[name] != nil:
			merged, err := merge(members[name], change)
			if err != nil {
				return nil, err
			}
			members[name] = merged
		default:
			members[name] = change
		}
	}
	return json.Marshal(members)
}
