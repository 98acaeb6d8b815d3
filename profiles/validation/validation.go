// Package validation says how far each bundled profile is from real hardware. It is apart from package profiles, which
// embeds the profiles themselves: the page's own code needs these types and not those files.
package validation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Values of Record.Status.
const (
	Validated = "validated" // compared with a real engine
	Repaired  = "repaired"  // made from a pack whose one-step shift was undone; nothing measured to compare with
	Composed  = "composed"  // added up from kernel times; nothing measured to compare with
)

// Record is what is known of one profile.
type Record struct {
	Status   string   `json:"status"`
	On       string   `json:"on"`       // what was compared: "300 ShareGPT requests"; "" where nothing was
	Engine   string   `json:"engine"`   // the real engine: "vLLM 0.19.0"; "" where nothing was compared
	Headline *Figure  `json:"headline"` // the figure for the badge, the worst where there are several; null without any
	Worst    *Figure  `json:"worst"`    // of all figures the one that is furthest off, which belongs beside it; null without any
	Metrics  []Figure `json:"metrics"`
	Note     string   `json:"note"` // what a reader should know before trusting it; may be empty
}

// Figure is one statistic of both runs.
type Figure struct {
	Run               string   `json:"run"`  // which one, where there are several: "2 requests/s"; else ""
	Key               string   `json:"key"`  // ttft_ms, tpot_ms, e2el_ms or output_throughput
	Stat              string   `json:"stat"` // mean, p50, p90 or p99
	Measured          float64  `json:"measured"`
	Emulated          float64  `json:"emulated"`
	ErrorPct          float64  `json:"error_pct"`           // (emulated − measured) / measured
	PublishedErrorPct *float64 `json:"published_error_pct"` // of another simulator on the same run; null where nobody published one
}

// Members are those of the JSON.
func (r *Record) Members() plainjson.Members {
	return plainjson.Members{
		"status", &r.Status, "on", &r.On, "engine", &r.Engine, "headline", plainjson.Nullable(&r.Headline),
		"worst", plainjson.Nullable(&r.Worst), "metrics", plainjson.List(&r.Metrics), "note", &r.Note,
	}
}

// Members are those of the JSON.
func (f *Figure) Members() plainjson.Members {
	return plainjson.Members{
		"run", &f.Run, "key", &f.Key, "stat", &f.Stat, "measured", &f.Measured, "emulated", &f.Emulated,
		"error_pct", &f.ErrorPct, "published_error_pct", plainjson.Nullable(&f.PublishedErrorPct),
	}
}

// headlineKey and headlineStat name the figure that badges quote: the one that a step's latency decides alone.
const headlineKey, headlineStat = "tpot_ms", "mean"

// Off is how far a figure is off in percent, without its sign.
func (f *Figure) Off() float64 { return max(f.ErrorPct, -f.ErrorPct) }

// Title reads "TTFT p50".
func (f *Figure) Title() string {
	return map[string]string{"ttft_ms": "TTFT", "tpot_ms": "TPOT", "e2el_ms": "E2E", "output_throughput": "Output"}[f.Key] + " " + f.Stat
}

// Text says how far a validated profile is off, as in "TPOT 0.3 %, at worst TTFT p50 −8.9 %": the headline without a sign, which
// may be a mean over several runs, and the figure that is furthest off, with the run that it is of. Means are not called so.
func (r *Record) Text() string {
	text := strings.TrimSuffix(r.Headline.Title(), " mean") + " " + strings.TrimLeft(format.Change(r.Headline.ErrorPct), "+\u2212")
	if r.Worst.Key == r.Headline.Key && r.Worst.Stat == r.Headline.Stat && r.Worst.Run == r.Headline.Run && r.Worst.Off() == r.Headline.Off() {
		return text
	}
	text += ", at worst " + strings.TrimSuffix(r.Worst.Title(), " mean") + " " + format.Change(r.Worst.ErrorPct)
	if r.Worst.Run != "" {
		text += " (" + r.Worst.Run + ")"
	}
	return text
}

// Badge says how far a bundled profile is from real hardware: a title, and the sentence behind it. Page and documents say the same.
func (r *Record) Badge() (title, sentence string) {
	switch r.Status {
	case Validated:
		return "Validated", r.Text() + ", off real " + r.Engine + " on " + r.On + "."
	case Repaired:
		return "Repaired, not validated", "sampled on this GPU, with a shift of its capture undone; no run of a real engine was compared."
	}
	return "Composed, not validated", "step latencies are added up from kernels measured on this GPU; no run of a real engine was compared."
}

// Finish completes a record whose metrics are all in.
func (r *Record) Finish() {
	r.Headline = nil
	for i := range r.Metrics {
		f := r.Metrics[i]
		if f.Key == headlineKey && f.Stat == headlineStat && (r.Headline == nil || f.Off() > r.Headline.Off()) {
			r.Headline = &f
		}
	}
	r.FindWorst()
}

// FindWorst looks for the figure that is furthest off once more, after others have come in.
func (r *Record) FindWorst() {
	for i := range r.Metrics {
		f := r.Metrics[i]
		if r.Worst == nil || f.Off() > r.Worst.Off() {
			r.Worst = &f
		}
	}
}

// Table holds the record of each profile, by its id.
type Table map[string]*Record

// Parse reads a table and checks it.
func Parse(data []byte) (Table, error) {
	var t Table
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&t); err != nil {
		return nil, fmt.Errorf("validation: %w", err)
	}
	for id, r := range t {
		if !slices.Contains([]string{Validated, Repaired, Composed}, r.Status) {
			return nil, fmt.Errorf("validation: %s: status %q, allowed are %s, %s and %s", id, r.Status, Validated, Repaired, Composed)
		}
		if (r.Status == Validated) != (r.Headline != nil) || (r.Headline == nil) != (r.Worst == nil) {
			return nil, fmt.Errorf("validation: %s: status %s, a headline and a worst figure do not go together", id, r.Status)
		}
	}
	return t, nil
}

// Encode writes what Parse reads. The same table gives the same bytes.
func (t Table) Encode() ([]byte, error) {
	data, err := json.MarshalIndent(t, "", " ")
	return append(data, '\n'), err
}
