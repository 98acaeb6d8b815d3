package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state"
)

func TestSiteIsComplete(t *testing.T) {
	dir := t.TempDir()
	if err := write("../..", dir); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir, "index.html")
	if strings.Contains(page, "<!--") {
		t.Error("a marker of the shell is left")
	}
	for _, want := range []string{`id="app"`, `id="chart-requests"`, `data-digest="`, `"status":"validated"`} {
		if !strings.Contains(page, want) {
			t.Errorf("index.html has no %s", want)
		}
	}
	var catalogue state.Catalogue
	if err := json.Unmarshal([]byte(between(t, page, `id="catalogue">`, "</script>")), &catalogue); err != nil {
		t.Fatal(err)
	}
	for _, p := range catalogue.Profiles {
		read(t, dir, p.File)
	}
	for _, s := range catalogue.Streams {
		read(t, dir, s.File)
	}
	for _, b := range catalogue.Scenarios {
		if catalogue.Profile(b.Parse().Profile) == nil {
			t.Errorf("scenario %s has a profile that the site does not carry", b.ID)
		}
		if b.Measured != "" {
			read(t, dir, b.Measured)
		}
	}
}

// TestChartsArePainted looks for a picture in each chart's element. Its colours are the theme's: there is one index.html.
func TestChartsArePainted(t *testing.T) {
	dir := t.TempDir()
	if err := write("../..", dir); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir, "index.html")
	for _, id := range []string{"requests", "spread", "time"} {
		chart := between(t, page, `id="chart-`+id+`"`, "</section>")
		for _, want := range []string{`<div class="picture picture-wide" aria-hidden="true">`, `<div class="picture picture-narrow" aria-hidden="true">`, "var(--ink3)"} {
			if !strings.Contains(chart, want) {
				t.Errorf("chart %s has no %s", id, want)
			}
		}
		if fixed := regexp.MustCompile(`"(#[0-9a-f]{3,8}|rgba?\([^"]*|NaN[^"]*)"`).FindString(chart); fixed != "" {
			t.Errorf("chart %s has %s", id, fixed)
		}
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func between(t *testing.T, text, start, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, start)
	if !ok {
		t.Fatalf("no %s", start)
	}
	part, _, _ := strings.Cut(rest, end)
	return part
}
