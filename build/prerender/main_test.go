package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/web/charts"
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

// TestChartsDrawColumnsThatExist holds the chart descriptions against what the engine packs.
func TestChartsDrawColumnsThatExist(t *testing.T) {
	packed, err := packOpening()
	if err != nil {
		t.Fatal(err)
	}
	exists := map[string]bool{"": true, "@top": true}
	header := note(t, exists, packed, "")
	first, err := profiles.Load(profiles.IDs()[0])
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := curves.Pack(first)
	if err != nil {
		t.Fatal(err)
	}
	note(t, exists, drawn, "a.")
	note(t, exists, drawn, "b.")
	catalogue, err := buildCatalogue(files{})
	if err != nil {
		t.Fatal(err)
	}
	app := state.New(nowhere{}, catalogue, &state.Result{Summary: *header.Summary, Measured: header.Measured})
	app.View.Compare = first.ID
	for _, spread := range []string{"ttft", "itl"} {
		app.View.Spread = spread
		for _, spec := range charts.Specs(app) {
			series := spec.Wide.Series
			if spec.Narrow != nil {
				series = append(series, spec.Narrow.Series...)
			}
			for _, s := range series {
				names := []string{s.X, s.Y}
				if s.Where != nil {
					names = append(names, s.Where.Column)
				}
				for _, name := range names {
					if !exists[name] {
						t.Errorf("chart %s draws %s, which no result has", spec.ID, name)
					}
				}
			}
			for _, c := range spec.Table {
				if !exists[c.Column] {
					t.Errorf("the table of chart %s lists %s, which no result has", spec.ID, c.Column)
				}
			}
		}
	}
}

// note marks the columns of packed figures as existing, under a prefix.
func note(t *testing.T, exists map[string]bool, packed []byte, prefix string) *metrics.Header {
	t.Helper()
	header := &metrics.Header{}
	if err := json.Unmarshal(packed[4:4+binary.LittleEndian.Uint32(packed)], header); err != nil {
		t.Fatal(err)
	}
	for _, c := range header.Columns {
		exists[prefix+c.Name] = true
	}
	return header
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
