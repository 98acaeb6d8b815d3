// Package profiles holds the bundled profiles. Each file says where its numbers come from; docs/PROFILES.md says how
// they were made.
package profiles

import (
	"embed"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles/validation"
)

//go:embed *.json
var files embed.FS

// validationFile is the one file here that is no profile. `llmemu verify` writes it.
const validationFile = "validation.json"

// IDs lists the bundled profiles in alphabetical order.
func IDs() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the root of an embedded file system can always be read
	}
	var ids []string
	for _, e := range entries {
		if e.Name() != validationFile {
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
