package browsertest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/curves"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/columns/columnstest"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// tightly is the scenario of tight: the opening one with a pool so small that requests wait for it and are preempted.
func tightly(t *testing.T) *scenario.Scenario {
	t.Helper()
	s := scenariostest.Load(t, scenarios.Opening)
	s.Engine.NumGPUBlocks, s.Engine.MaxNumSeqs, s.Workload.RequestRate = 2600, 48, 2.9
	return s
}

// native runs a scenario here, as the page does in the browser, and reads its packed result.
func native(t *testing.T, s *scenario.Scenario) columnstest.Figures {
	t.Helper()
	return columnstest.Unpack(t, scenariostest.Pack(t, s))
}

// shows expects the run on show to have the digest of a scenario's run here.
func (p *tab) shows(s *scenario.Scenario) {
	p.Helper()
	p.is("document.getElementById('digest').dataset.digest", scenariostest.Complete(p.T, s).Report().Summary().LLMEmu.Digest)
}

// recorded is the run over time of a scenario.
func recorded(t *testing.T, s *scenario.Scenario) columnstest.Figures {
	t.Helper()
	session, err := explain.Retrace(scenariostest.Input(t, s))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := session.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return columnstest.Unpack(t, packed)
}

// head reads a part of a packed header into v.
func head(t *testing.T, f columnstest.Figures, part string, v any) {
	t.Helper()
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(f.Header, &parts); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(parts[part], v); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

// texts is the value of a JavaScript expression that is a list of lists of texts.
func (p *tab) texts(expression string) (rows [][]string) {
	p.Helper()
	if err := json.Unmarshal([]byte(p.text("JSON.stringify("+expression+")")), &rows); err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return rows
}

// column is one of a table on the page: its title, and what it writes of each row.
type column struct {
	title string
	text  func(row int) string
}

// of is a column of figures in a format.
func of(t *testing.T, title string, f columnstest.Figures, name string, write func(float64) string) column {
	t.Helper()
	values := f.Of(t, name)
	return column{title, func(row int) string {
		if row >= len(values) || math.IsNaN(values[row]) {
			return "–"
		}
		return write(values[row])
	}}
}

func seconds(v float64) string { return format.Number(v) + "\u00a0s" }
func share(v float64) string   { return format.Percent(v * 100) }

// table holds a chart that is shown as a table to columns of n rows: each, or as many as make a hundred, and the last.
func (p *tab) table(selector string, n int, columns ...column) {
	p.Helper()
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	p.tableOf(selector, rows, columns...)
}

// tableOf is table with rows that are picked.
func (p *tab) tableOf(selector string, picked []int, columns ...column) {
	p.Helper()
	p.wait("document.querySelector('" + selector + " tbody tr')")
	shown := p.texts(fmt.Sprintf("[...document.querySelectorAll('%s tr')].map((tr) => [...tr.cells].map((cell) => cell.textContent))", selector))
	var titles []string
	for _, c := range columns {
		titles = append(titles, c.title)
	}
	want := [][]string{titles}
	n := len(picked)
	for i, row := range picked {
		if step := max(1, (n+99)/100); i%step != 0 && i != n-1 {
			continue
		}
		var line []string
		for _, c := range columns {
			line = append(line, c.text(row))
		}
		want = append(want, line)
	}
	if len(shown) != len(want) {
		p.Errorf("%s has %d rows, want %d", selector, len(shown), len(want))
		return
	}
	for i := range want {
		if !slices.Equal(shown[i], want[i]) {
			p.Errorf("%s, row %d:\n%s, want\n%s", selector, i, strings.Join(shown[i], " | "), strings.Join(want[i], " | "))
			return
		}
	}
}

// curvesOf are a bundled profile's curves.
func curvesOf(t *testing.T, id string) columnstest.Figures {
	t.Helper()
	packed, err := curves.Pack(scenariostest.Input(t, scenario.Default(id)).Profile)
	if err != nil {
		t.Fatal(err)
	}
	return columnstest.Unpack(t, packed)
}
