package state

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/profiles/versions"
)

// Profile is one measured GPU and model, bundled or brought by the reader.
type Profile struct {
	Sheet      profile.Profile    `json:"sheet"`      // without its latencies
	File       string             `json:"file"`       // of the site; of the reader's own what static/js/own.js calls it, which is another with other contents
	Validation *validation.Record `json:"validation"` // null for the reader's own
	Versions   []versions.Version `json:"versions"`   // what it was, the present one last; none of the reader's own
	Report     []string           `json:"report"`     // what importing found; null for bundled ones
}

// Members are those of the JSON.
func (p *Profile) Members() plainjson.Members {
	return plainjson.Members{"sheet", &p.Sheet, "file", &p.File, "validation", plainjson.Nullable(&p.Validation), "versions", plainjson.List(&p.Versions), "report", &p.Report}
}

// Yours says whether the reader brought the profile.
func (p *Profile) Yours() bool { return p.Validation == nil && p.File != "" }

// Digest is of the profile's present version, "" of the reader's own.
func (p *Profile) Digest() string {
	if len(p.Versions) == 0 {
		return ""
	}
	return p.Versions[len(p.Versions)-1].Digest
}

// ID is what a scenario calls the profile.
func (p *Profile) ID() string { return p.Sheet.ID }

// Hardware reads "RTX PRO 6000, 96 GB, 1 GPU".
func (p *Profile) Hardware() string { return p.Sheet.GPU.Name + ", " + p.Sheet.Hardware() }

// Load reads "Llama-3.1-8B, bf16, TP 1", and says if the profile is the reader's own.
func (p *Profile) Load() string { return p.Sheet.Model.Name + ", " + p.Detail() }

// Detail is Load without the model.
func (p *Profile) Detail() string { return p.Sheet.Precision() + p.yours() }

// Title is the profile in a list of all.
func (p *Profile) Title() string {
	return p.Sheet.Model.Name + " on " + p.Sheet.GPU.Name + ", " + p.Sheet.Precision() + p.yours()
}

func (p *Profile) yours() string {
	if p.Yours() {
		return ", yours"
	}
	return ""
}

// Profile finds a profile by its id, nil where the site carries none of that name.
func (c *Catalogue) Profile(id string) *Profile {
	for i := range c.Profiles {
		if c.Profiles[i].ID() == id {
			return &c.Profiles[i]
		}
	}
	return nil
}

// GPUs lists the first profile of each hardware, by name and number.
func (c *Catalogue) GPUs() []*Profile {
	var list []*Profile
	seen := map[string]bool{}
	for i := range c.Profiles {
		if p := &c.Profiles[i]; !seen[p.Hardware()] {
			seen[p.Hardware()] = true
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(p, q *Profile) int {
		return cmp.Or(cmp.Compare(p.Sheet.GPU.Name, q.Sheet.GPU.Name), cmp.Compare(p.Sheet.Engine.TP, q.Sheet.Engine.TP))
	})
	return list
}

// Models lists the profiles that share p's hardware.
func (c *Catalogue) Models(p *Profile) []*Profile {
	var list []*Profile
	for i := range c.Profiles {
		if q := &c.Profiles[i]; q.Hardware() == p.Hardware() {
			list = append(list, q)
		}
	}
	return list
}

// Likest finds the profile on the hardware of another that is most like p: the same model in the same precision, else
// the same model, else the first.
func (c *Catalogue) Likest(p, hardware *Profile) *Profile {
	models := c.Models(hardware)
	for _, alike := range []func(q *Profile) bool{
		func(q *Profile) bool { return q.Load() == p.Load() },
		func(q *Profile) bool { return q.Sheet.Model.Name == p.Sheet.Model.Name },
	} {
		for _, q := range models {
			if alike(q) {
				return q
			}
		}
	}
	return models[0]
}
