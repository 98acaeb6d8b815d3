// Package silicon compares emulated runs with figures that others measured on real GPUs: mean TTFT and TPOT of a closed
// loop, by model, GPU and number of GPUs. Nothing in a profile is fitted to them but what docs/PROFILES.md names.
package silicon

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles/realruns"
)

// Measurements are the published rows.
type Measurements struct {
	Groups []Group `json:"groups"`
}

// Group holds the rows of one model on one kind of GPU, which one profile describes.
type Group struct {
	Profile    string     `json:"profile"` // its id, which is bundled
	Conditions Conditions `json:"conditions"`
	Rows       []Row      `json:"rows"`
}

// Row is one closed loop on real hardware: as many requests in flight as Concurrency, all of about the same lengths.
type Row struct {
	InputLen    int64    `json:"isl"` // tokens, the longest
	OutputLen   int64    `json:"osl"` // tokens, the longest
	Concurrency int64    `json:"concurrency"`
	TTFTMs      float64  `json:"ttft_ms"` // mean
	TPOTMs      float64  `json:"tpot_ms"` // mean
	Sets        []string `json:"sets"`    // the published sets that hold it
}

// Name reads "1,024 → 8,192 tokens, 64 at a time".
func (r *Row) Name() string {
	return fmt.Sprintf("%s → %s tokens, %d at a time", format.Count(r.InputLen), format.Count(r.OutputLen), r.Concurrency)
}

// The sets of rows.
const (
	SetPoints   = "points"   // Llama-70B of InferenceX, with its flags
	SetSilicon  = "silicon"  // of aiconfigurator, an earlier sample
	SetSilicon2 = "silicon2" // and a later one
)

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

// scenario is the closed loop of a row.
func (c *Conditions) scenario(r *Row, profileID string) *scenario.Scenario {
	s := scenario.Default(profileID)
	s.Engine.MaxNumBatchedTokens = c.MaxNumBatchedTokens
	if s.Engine.MaxNumSeqs = c.MaxNumSeqs; c.MaxNumSeqs == 0 {
		s.Engine.MaxNumSeqs = r.Concurrency
	}
	s.Engine.EnablePrefixCaching = c.EnablePrefixCaching
	s.Engine.AsyncScheduling = c.AsyncScheduling
	s.Workload.NumPrompts = 10 * r.Concurrency
	s.Workload.MaxConcurrency = r.Concurrency
	// Uniform between a share of the length and the length: around the middle of both.
	middle := (1 + c.ShortestShare) / 2
	s.Workload.RandomInputLen = int64(math.Round(float64(r.InputLen) * middle))
	s.Workload.RandomOutputLen = int64(math.Round(float64(r.OutputLen) * middle))
	s.Workload.RandomRangeRatio = (1 - c.ShortestShare) / (1 + c.ShortestShare)
	return s
}

// Result is a row beside its emulation.
type Result struct {
	Row
	EmulatedTTFTMs, EmulatedTPOTMs float64 // means
}

// Compare emulates the rows of a group under its conditions. Rows that differ in what was measured alone are repeats, and
// are emulated once.
func (g *Group) Compare(p *profile.Profile) ([]Result, error) {
	p, err := p.WithKVCacheDType(g.Conditions.KVCacheDType)
	if err != nil {
		return nil, err
	}
	p = p.WithServer(g.Conditions.server())
	type loop struct{ in, out, concurrency int64 }
	emulated := map[loop]Result{}
	var results []Result
	for _, r := range g.Rows {
		at := loop{r.InputLen, r.OutputLen, r.Concurrency}
		e, ok := emulated[at]
		if !ok {
			run, err := engine.Complete(engine.Input{Scenario: g.Conditions.scenario(&r, g.Profile), Profile: p})
			if err != nil {
				return nil, fmt.Errorf("%s, %d tokens in, %d out, concurrency %d: %w", g.Profile, r.InputLen, r.OutputLen, r.Concurrency, err)
			}
			summary := run.Report().Summary()
			e = Result{EmulatedTTFTMs: summary.TTFT.Mean, EmulatedTPOTMs: summary.TPOT.Mean}
			emulated[at] = e
		}
		results = append(results, Result{r, e.EmulatedTTFTMs, e.EmulatedTPOTMs})
	}
	return results, nil
}

// Of are the results of a set.
func Of(set string, results []Result) []Result {
	var in []Result
	for _, r := range results {
		if slices.Contains(r.Sets, set) {
			in = append(in, r)
		}
	}
	return in
}

// Deviation is how far emulations are from measurements, relative to these: the mean of the absolute values (MAPE), that of
// the signed ones, and the signed one that is largest.
type Deviation struct{ Absolute, Signed, Worst float64 }

// Deviations are those of TTFT and TPOT over some results.
func Deviations(results []Result) (ttft, tpot Deviation) {
	n := float64(len(results))
	for _, r := range results {
		ttft.add(r.EmulatedTTFTMs/r.TTFTMs-1, n)
		tpot.add(r.EmulatedTPOTMs/r.TPOTMs-1, n)
	}
	return ttft, tpot
}

// add counts one of n deviations.
func (d *Deviation) add(share, n float64) {
	d.Absolute += math.Abs(share) / n
	d.Signed += share / n
	if math.Abs(share) > math.Abs(d.Worst) {
		d.Worst = share
	}
}
