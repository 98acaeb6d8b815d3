package state

import (
	"slices"

	"github.com/llmemu/playground/internal/plainjson"
)

// AddOwn takes the profiles that this browser keeps, as JSON.
func (a *App) AddOwn(list []byte) {
	var own []Profile
	if err := plainjson.Unmarshal(list, plainjson.List(&own)); err != nil {
		a.Notice = "The profiles that this browser keeps cannot be read: " + err.Error()
		return
	}
	for _, p := range own {
		a.addOwn(p)
	}
}

// addOwn puts a profile into the catalogue, in place of one that it replaces.
func (a *App) addOwn(p Profile) {
	if known := a.Catalogue.Profile(p.ID()); known != nil {
		*known = p
		return
	}
	a.Catalogue.Profiles = append(a.Catalogue.Profiles, p)
}

// Imported takes a profile that the reader has brought, as JSON, and shows it.
func (a *App) Imported(text []byte) {
	var p Profile
	if err := plainjson.Unmarshal(text, &p); err != nil {
		a.Notice = "The imported profile cannot be read: " + err.Error()
		return
	}
	a.addOwn(p)
	a.Status = "Profile imported"
	a.setView(func(v *View) { v.Page, v.Profile, v.Compare = PageProfile, p.ID(), "" })
	if a.Scenario.Profile == p.ID() { // a link has waited for it
		a.edited()
	}
}

// Remove asks the browser to forget one of the reader's own profiles.
func (a *App) Remove(p *Profile) { a.host.RemoveProfile(p.ID()) }

// Removed follows when the browser has forgotten it.
func (a *App) Removed(id string) {
	a.Catalogue.Profiles = slices.DeleteFunc(a.Catalogue.Profiles, func(p Profile) bool { return p.ID() == id })
	a.Status = "Profile removed"
	a.setView(func(v *View) {
		v.Profile = ""
		if v.Compare == id {
			v.Compare = ""
		}
	})
}

// Export saves a profile as a file.
func (a *App) Export(p *Profile) { a.host.ExportProfile(p.File, p.ID()+".json") }

// missing says what to do about a profile that is not in the catalogue.
func missing(id string) string {
	return "There is no profile " + id + " here. A profile that someone imported stays in their browser: ask for its file, and open it."
}
