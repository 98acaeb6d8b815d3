package main

import (
	"encoding/json"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/gallery"
	"github.com/llmemu/playground/web/state"
)

// shownGroup is a group of the gallery as static/js/gallery.js reads it.
type shownGroup struct {
	Title   string      `json:"title"`
	Entries []shownCard `json:"entries"`
}

type shownCard struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Says  string `json:"says"`
	Link  string `json:"link"` // the fragment that opens it
}

// galleryFile runs every entry of the gallery: a sentence that is true no more ends the build.
func galleryFile(catalogue *state.Catalogue) ([]byte, error) {
	var groups []shownGroup
	for _, g := range gallery.Groups {
		shown := shownGroup{Title: g.Title}
		for _, id := range g.IDs {
			e, err := gallery.Load(id)
			if err != nil {
				return nil, err
			}
			reading, err := e.Read()
			if err != nil {
				return nil, err
			}
			link, err := linkOf(e, catalogue)
			if err != nil {
				return nil, err
			}
			shown.Entries = append(shown.Entries, shownCard{ID: id, Title: e.Title, Says: reading.Sentence, Link: link})
		}
		groups = append(groups, shown)
	}
	return json.Marshal(groups)
}

// linkOf opens the entry in its view, with the run pinned that it is compared with.
func linkOf(e *gallery.Entry, catalogue *state.Catalogue) (string, error) {
	s, err := e.Run()
	if err != nil {
		return "", err
	}
	text, err := links.Encode(s)
	if err != nil {
		return "", err
	}
	link := links.ScenarioKey + "=" + text + "&" + links.ProfileKey + "=" + catalogue.Profile(s.Profile).Digest()
	if e.View != "" {
		link += "&" + e.View
	}
	other, err := e.Other()
	if other == nil || err != nil {
		return link, err
	}
	pinned, err := links.Encode(other)
	return link + "&" + links.PinnedKey + "=" + pinned, err
}
