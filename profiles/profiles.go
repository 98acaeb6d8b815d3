// Package profiles holds the bundled profiles. Each file says where its numbers come from; docs/PROFILES.md says how
// they were made.
package profiles

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/profiles/versions"
)

//go:embed *.json
var files embed.FS

// Files here that are no profiles. `llmemu verify` writes the first; a profile that changes gets its entry in the second by hand.
const (
	validationFile = "validation.json"
	versionsFile   = "versions.json"
)

// IDs lists the bundled profiles in alphabetical order.
func IDs() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the root of an embedded file system can always be read
	}
	var ids []string
	for _, e := range entries {
		if e.Name() != validationFile && e.Name() != versionsFile {
			ids = append(ids, strings.TrimSuffix(e.Name(), ".json"))
		}
	}
	return ids
}

// Raw is the file of a bundled profile.
func Raw(id string) ([]byte, error) {
	data, err := files.ReadFile(id + ".json")
	if err != nil {
		return nil, fmt.Errorf("profile: %q is unknown, allowed are %s", id, strings.Join(IDs(), ", "))
	}
	return data, nil
}

// Load parses a bundled profile.
func Load(id string) (*profile.Profile, error) {
	data, err := Raw(id)
	if err != nil {
		return nil, err
	}
	p, err := profile.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	return p, nil
}

// Versions lists what a bundled profile was, the present version last.
func Versions(id string) ([]versions.Version, error) {
	data, err := files.ReadFile(versionsFile)
	if err != nil {
		return nil, err
	}
	var all map[string][]versions.Version
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", versionsFile, err)
	}
	return all[id], nil
}

// Validation says how far a bundled profile is from real hardware. One that nobody compared is composed.
func Validation(id string) (*validation.Record, error) {
	data, err := files.ReadFile(validationFile)
	if err != nil {
		return nil, err
	}
	table, err := validation.Parse(data)
	if err != nil {
		return nil, err
	}
	if r := table[id]; r != nil {
		return r, nil
	}
	return &validation.Record{Status: validation.Composed}, nil
}

// Entry is what a list of profiles shows of one.
type Entry struct {
	ID          string `json:"id"`
	Title       string `json:"title"`        // "Llama-3.1-8B on RTX PRO 6000"
	GPU         string `json:"gpu"`          // "RTX PRO 6000"
	Hardware    string `json:"hardware"`     // "96 GB, 1 GPU"
	Model       string `json:"model"`        // "Llama-3.1-8B"
	VLLMVersion string `json:"vllm_version"` // "0.19.0"
}

// Catalogue describes every bundled profile, in the order of IDs.
func Catalogue() ([]Entry, error) {
	var entries []Entry
	for _, id := range IDs() {
		p, err := Load(id)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{
			ID: p.ID, Title: p.Title, GPU: p.GPU.Name, Hardware: p.Hardware(), Model: p.Model.Name, VLLMVersion: p.Engine.VLLMVersion,
		})
	}
	return entries, nil
}
