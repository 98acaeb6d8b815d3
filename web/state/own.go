package state

import (
	"slices"
	"strings"

	"github.com/llmemu/playground/internal/plainjson"
)

// Removal is what became of the page when one of the reader's own profiles was removed, for as long as it can be taken back.
type Removal struct {
	Profile Profile
	standIn *Profile // what the scenario has run on since, nil where it ran on another anyhow
}

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

// LackOwn says why there may be more of them: what the browser's storage does.
func (a *App) LackOwn(problem string) {
	if problem != "" {
		a.Notice = strings.TrimSpace(a.Notice + " The profiles that this browser keeps are not here: its storage " + problem + ".")
	}
}

// Found takes profiles that the browser's storage had after all, as JSON. What has waited for one of them goes on.
func (a *App) Found(list []byte) {
	waits := a.Absent()
	a.Notice = ""
	if a.AddOwn(list); waits && !a.Absent() {
		a.edited()
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

// Imported takes a profile that the reader has brought, as JSON, and shows it. problem is why this browser does not keep it, ""
// where it does: it is there for as long as the page is open in any case.
func (a *App) Imported(text []byte, problem string) {
	var p Profile
	if err := plainjson.Unmarshal(text, &p); err != nil {
		a.Notice = "The imported profile cannot be read: " + err.Error()
		return
	}
	if problem != "" {
		p.Report = append(p.Report, notKept(problem))
	}
	a.addOwn(p)
	delete(a.removed, p.ID())
	a.Status = "Profile imported"
	a.setView(func(v *View) { v.Page, v.Profile, v.Compare = PageProfile, p.ID(), "" })
	if a.Scenario.Profile == p.ID() { // a link has waited for it
		a.edited()
	}
	a.sayNotKept(problem)
}

func notKept(problem string) string {
	return "This profile is here until the page is closed: the storage of this browser " + problem + ". Export it to keep it."
}

func (a *App) sayNotKept(problem string) {
	if problem != "" {
		a.Notice = notKept(problem)
	}
}

// Remove asks the browser to forget one of the reader's own profiles.
func (a *App) Remove(p *Profile) { a.host.RemoveProfile(p.ID()) }

// Removed follows when the browser has forgotten it; problem is why it may have not. A scenario that runs on it goes over to the
// profile that is most like it. Restore takes all of it back.
func (a *App) Removed(id, problem string) {
	p := a.Catalogue.Profile(id)
	if p == nil {
		return
	}
	gone := &Removal{Profile: *p}
	a.Catalogue.Profiles = slices.DeleteFunc(a.Catalogue.Profiles, func(p Profile) bool { return p.ID() == id })
	a.removed[id], a.LastRemoved = gone, id
	a.setView(func(v *View) {
		v.Profile = ""
		if v.Compare == id {
			v.Compare = ""
		}
	})
	if a.Scenario.Profile == id {
		gone.standIn = a.Catalogue.StandIn(&gone.Profile)
		a.ChooseProfile(gone.standIn.ID())
	}
	a.Status = "Profile removed"
	if problem != "" {
		a.Notice = "The profile may be back when the page is loaded again: the storage of this browser " + problem + "."
	}
}

// Removal is the one that the page offers to take back, nil for none.
func (a *App) Removal() *Removal { return a.removed[a.LastRemoved] }

// Told says what was removed, and what runs on another profile since.
func (r *Removal) Told() string {
	text := r.Profile.Title() + ", is removed."
	if r.standIn != nil {
		text += " The scenario ran on it and goes on with " + r.standIn.Title() + "."
	}
	return text
}

// Restore takes a removal back: the profile is there again, and so is what the scenario ran on.
func (a *App) Restore(id string) {
	back := a.removed[id]
	if back == nil {
		return
	}
	delete(a.removed, id)
	a.addOwn(back.Profile)
	a.host.RestoreProfile(id)
	a.setView(func(v *View) { v.Profile = id })
	if back.standIn != nil && a.Scenario.Profile == back.standIn.ID() {
		a.ChooseProfile(id)
	}
	a.Status = "Profile restored"
}

// Restored says where this browser does not keep a profile that is back.
func (a *App) Restored(problem string) { a.sayNotKept(problem) }

// Absent says whether the scenario's profile is not here: then there is no run of it to show, and none of another is shown.
func (a *App) Absent() bool { return a.Profile() == nil }

// bringBack restores the scenario's profile where it was removed: the reader has gone back to before.
func (a *App) bringBack() {
	if a.Absent() {
		a.Restore(a.Scenario.Profile)
	}
}

// Opening is the profile of the scenario that opens the page: what runs where nothing is known of the one that should.
func (c *Catalogue) Opening() *Profile { return c.Profile(c.Scenarios[0].Parse().Profile) }

// StandIn finds the bundled profile that is most like one that is not here: of its model on its hardware, of its model, or the one
// that opens the page.
func (c *Catalogue) StandIn(p *Profile) *Profile {
	alike := func(q *Profile) int {
		switch {
		case q.Sheet.Model.Name != p.Sheet.Model.Name:
			return 0
		case q.Hardware() == p.Hardware():
			return 3
		case q.Sheet.Precision() == p.Sheet.Precision():
			return 2
		}
		return 1
	}
	best := c.Opening()
	for i := range c.Profiles {
		if q := &c.Profiles[i]; alike(q) > alike(best) {
			best = q
		}
	}
	return best
}

// RunOnOpening runs a scenario whose profile is not here on the one that opens the page.
func (a *App) RunOnOpening() {
	a.step(func() { a.ChooseProfile(a.Catalogue.Opening().ID()) })
	if !a.Running {
		a.Run()
	}
}

// Export saves a profile as a file.
func (a *App) Export(p *Profile) { a.host.ExportProfile(p.File, p.ID()+".json") }

// missing says what to do about a profile that is not in the catalogue.
func missing(id string) string {
	return "There is no profile " + id + " here. A profile that someone imported stays in their browser: ask for its file, and open it."
}
