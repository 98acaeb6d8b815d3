package main

import (
	"encoding/json"
	"testing"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/gallery"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/web/state"
)

// TestGalleryLinks opens every card: the page has the entry's scenario, its view, and the run beside it.
func TestGalleryLinks(t *testing.T) {
	catalogue, err := buildCatalogue(files{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := galleryFile(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	var groups []shownGroup
	if err := json.Unmarshal(data, &groups); err != nil {
		t.Fatal(err)
	}
	cards := 0
	for _, g := range groups {
		for _, card := range g.Entries {
			cards++
			e, err := gallery.Load(card.ID)
			if err != nil {
				t.Fatal(err)
			}
			want, err := e.Run()
			if err != nil {
				t.Fatal(err)
			}
			text, _, ok := links.Cut("#" + card.Link)
			s, err := links.Decode(text)
			if !ok || err != nil || string(s.JSON()) != string(want.JSON()) {
				t.Errorf("%s: the link has another scenario (%v)", card.ID, err)
				continue
			}
			app := state.New(nowhere{}, catalogue, &state.Result{})
			app.Follow("#" + card.Link)
			if app.Notice != "" || len(scenario.Diff(app.Scenario, want)) > 0 || app.Scenario.Name != card.Title {
				t.Errorf("%s: opened as %q (%s)", card.ID, app.Scenario.Name, app.Notice)
			}
			page := state.PageOverview
			if e.View != "" {
				page = state.PageGaps
			}
			if app.View.Page != page {
				t.Errorf("%s: opened in %s, want %s", card.ID, app.View.Page, page)
			}
			other, err := e.Other()
			if err != nil || (app.Pin != nil) != (other != nil) || other != nil && len(scenario.Diff(app.Pin.Scenario, other)) > 0 {
				t.Errorf("%s: another run is pinned beside it (%v)", card.ID, err)
			}
			if _, err := profiles.Load(s.Profile); err != nil {
				t.Error(err)
			}
		}
	}
	if cards != len(gallery.IDs()) {
		t.Errorf("%d cards, want %d", cards, len(gallery.IDs()))
	}
}
