// Package glossary explains the page's terms and lists its keys: one table, from which the explanations beside the terms
// and the help are made alike.
package glossary

import (
	"encoding/json"

	"github.com/llmemu/playground/engine/scenario"
)

// Term is a word that the page uses.
type Term struct {
	ID    string   `json:"id"` // as elements name it, in data-term
	Name  string   `json:"name"`
	Short string   `json:"short"`          // a sentence, shown beside the term
	Long  string   `json:"long,omitempty"` // what the help adds
	See   []string `json:"see,omitempty"`  // ids of related terms
}

// Key is a key of the page, or several pressed together.
type Key struct {
	Keys []string `json:"keys"`
	Does string   `json:"does"`
}

// Field is a setting of a scenario, as the help lists it.
type Field struct {
	Path string `json:"path"`
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// OfPart is the term for a part of a request's time, by its key in engine/explain.
func OfPart(part string) string {
	if id, other := map[string]string{
		"decode_idle": "decode", "decode_shared": "decode", "others_prefill": "others-prefill", "preempted": "preemption",
	}[part]; other {
		return id
	}
	return part
}

// JSON is everything the help shows: {terms, keys, fields}.
func JSON() ([]byte, error) {
	var fields []Field
	for _, f := range scenario.Fields() {
		fields = append(fields, Field{f.Path(), f.Name, f.Doc})
	}
	return json.Marshal(map[string]any{"terms": terms, "keys": keys, "fields": fields})
}

var keys = []Key{
	{[]string{"Ctrl", "Enter"}, "Run the scenario, or cancel a run"},
	{[]string{"Ctrl", "Z"}, "Undo the last edit"},
	{[]string{"Ctrl", "Shift", "Z"}, "Make it again"},
	{[]string{"P"}, "Pin the run, to compare the next with it"},
	{[]string{"←"}, "Step before, in the timeline"},
	{[]string{"→"}, "Step after"},
	{[]string{"Shift", "→"}, "Next step that refused or preempted a request; with ← the one before"},
	{[]string{"↑"}, "Request before; ↓ the one after"},
	{[]string{"+"}, "Zoom in; − out"},
	{[]string{"Space"}, "Pause or go on, in Live"},
	{[]string{"/"}, "Find a view, a field, a request, a step or a word"},
	{[]string{"Esc"}, "Let go of what is chosen, or close what is open"},
	{[]string{"?"}, "This help"},
}
