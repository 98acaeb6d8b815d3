package browsertest

import (
	"strconv"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/gallery"
)

// TestGallery goes from a card to its scenario and back, in one step of the browser's history, and comes by addresses of its own.
func TestGallery(t *testing.T) {
	view := "document.querySelector('.tab[aria-current=true]').dataset.view"
	notice := "document.querySelector('#gallery .notice').textContent"
	p := open(t, desktop, "")
	p.click("[data-view=gallery]")
	p.is("String(document.querySelectorAll('.gallery-card').length)", strconv.Itoa(len(gallery.IDs())))
	p.axe()
	p.click(".gallery-card[href='#example/fp8-kv']")
	p.is(view, "overview")
	p.is("document.title", "Overview: kv_cache_dtype fp8 · LLM-Emu Playground")
	p.settle()
	p.shows(entry(t, "fp8-kv"))
	p.is("document.querySelector('.pin-button').getAttribute('aria-pressed')", "true")
	p.run("history.back()")
	p.is(view, "gallery")

	p.run("location.hash = 'example/nothing'")
	p.is(notice, "The gallery has no scenario “nothing”: choose one of those below.")

	p = open(t, phone, "#example/itl-tail")
	p.is(view, "gaps")
	p.settle()
	p.shows(entry(t, "itl-tail"))
	p = open(t, phone, "#example/nothing")
	p.is(view, "gallery")
	p.is(notice, "The gallery has no scenario “nothing”: choose one of those below.")
	p.is("String(document.documentElement.scrollWidth <= innerWidth)", "true")
	p.axe()
}

// entry is the scenario of an entry.
func entry(t *testing.T, id string) *scenario.Scenario {
	t.Helper()
	e, err := gallery.Load(id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.Run()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
