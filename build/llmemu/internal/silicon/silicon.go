// Package silicon compares emulated runs with figures that others measured on real GPUs: mean TTFT and TPOT of a closed
// loop, by model, GPU and number of GPUs. Nothing in a profile is fitted to them.
package silicon

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
)

// Measurements are the published rows.
type Measurements struct {
	Source  string  `json:"source"`
	Licence string  `json:"licence"`
	Groups  []Group `json:"groups"`
}

// Group holds the rows of one model on one kind of GPU, which one profile describes.
type Group struct {
	Profile     string `json:"profile"`      // its id, whether it is bundled or not
	VLLMVersion string `json:"vllm_version"` // empty where the source does not name it
	Rows        []Row  `json:"rows"`
}

// Row is one closed loop on real hardware: as many requests in flight as Concurrency, all of about the same lengths.
type Row struct {
	InputLen    int64   `json:"isl"` // tokens
	OutputLen   int64   `json:"osl"` // tokens
	Concurrency int64   `json:"concurrency"`
	TTFTMs      float64 `json:"ttft_ms"` // mean
	TPOTMs      float64 `json:"tpot_ms"` // mean
}

// Load parses the bundled rows.
func Load() (*Measurements, error) {
	data, err := realruns.Silicon()
	if err != nil {
		return nil, err
	}
	m := new(Measurements)
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("silicon rows: %w", err)
	}
	return m, nil
}

// Where rows are compared: beyond, the number of prompts that was sent decides more than the engine.
const (
	maxConcurrency = 64
	maxOutputLen   = 1024
)

// Compared tells whether a row lies where rows are compared.
func (r *Row) Compared() bool { return r.Concurrency <= maxConcurrency && r.OutputLen <= maxOutputLen }

// scenario is what is assumed of every row: its source names neither engine flags nor the number of prompts.
func (r *Row) scenario(profileID string) *scenario.Scenario {
	s := scenario.Default(profileID)
	s.Engine.MaxNumBatchedTokens = 8192
	s.Engine.MaxNumSeqs = 1024
	s.Engine.EnablePrefixCaching = false
	s.Workload.NumPrompts = 10 * r.Concurrency
	s.Workload.MaxConcurrency = r.Concurrency
	s.Workload.RandomInputLen = r.InputLen
	s.Workload.RandomOutputLen = r.OutputLen
	s.Workload.RandomRangeRatio = 0.1
	return s
}

// Result is a row beside its emulation.
type Result struct {
	Row
	EmulatedTTFTMs, EmulatedTPOTMs float64 // means
}

// Compare emulates the rows of a group that are compared.
func (g *Group) Compare(p *profile.Profile) ([]Result, error) {
	var results []Result
	for i := range g.Rows {
		r := &g.Rows[i]
		if !r.Compared() {
			continue
		}
		run, err := engine.Complete(engine.Input{Scenario: r.scenario(g.Profile), Profile: p})
		if err != nil {
			return nil, fmt.Errorf("%s, %d tokens in, %d out, concurrency %d: %w", g.Profile, r.InputLen, r.OutputLen, r.Concurrency, err)
		}
		summary := run.Report().Summary()
		results = append(results, Result{*r, summary.TTFT.Mean, summary.TPOT.Mean})
	}
	return results, nil
}

// Deviation is how far emulations are from measurements, relative to these: the mean of the absolute values (MAPE), and
// of the signed ones.
type Deviation struct{ Absolute, Signed float64 }

// Deviations are those of TTFT and TPOT over some results.
func Deviations(results []Result) (ttft, tpot Deviation) {
	n := float64(len(results))
	for _, r := range results {
		ttft.add((r.EmulatedTTFTMs/r.TTFTMs - 1) / n)
		tpot.add((r.EmulatedTPOTMs/r.TPOTMs - 1) / n)
	}
	return ttft, tpot
}

func (d *Deviation) add(share float64) {
	d.Absolute += math.Abs(share)
	d.Signed += share
}
