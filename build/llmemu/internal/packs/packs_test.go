package packs

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/datatest"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/profiles"
)

var cache = map[string]*pack.Pack{}

// repaired reads a capture's pack and undoes its shift; the test is skipped where the packs are not at hand.
func repaired(t *testing.T, c *capture) *pack.Pack {
	t.Helper()
	if p := cache[c.id]; p != nil {
		return p
	}
	p, err := read(datatest.Need(t, "packs/"+c.file))
	if err != nil {
		t.Fatal(err)
	}
	pack.Repair(p)
	cache[c.id] = p
	return p
}

func TestCommittedFilesAreWhatThePacksGive(t *testing.T) {
	for i := range captures {
		repaired(t, &captures[i])
		p, err := Build(datatest.Folder, captures[i].id)
		if err != nil {
			t.Fatal(err)
		}
		want, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("../../../../profiles", captures[i].id+".json"))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from what its pack gives (error %v): run llmemu profile build", captures[i].id, err)
		}
		if len(want) > 25_000 {
			t.Errorf("%s has %d bytes, allowed are 25,000", captures[i].id, len(want))
		}
	}
}

// What a one-client run of the MI300X adds up to by hand: launch plus the step after it, in ms by prompt tokens.
func TestTheMI300XPrefillsAreThoseOfOneClient(t *testing.T) {
	p := repaired(t, &captures[1])
	for tokens, want := range map[int64]float64{512: 23.4, 1024: 40.9, 2048: 77.4, 3072: 117.7, 4096: 167.7} {
		i := slices.IndexFunc(p.Mixed, func(c pack.Cell) bool { return math.Abs(float64(c.Tokens-tokens)) < 2 && c.Requests == 2 })
		if i < 0 {
			t.Errorf("no cell of %d tokens and one request", tokens)
			continue
		}
		sorted := slices.Sorted(slices.Values(p.Mixed[i].Samples))
		if got := sorted[len(sorted)/2] / 1000; math.Abs(got-want) > 0.03*want {
			t.Errorf("%d tokens take %.1f ms, want %.1f", tokens, got, want)
		}
	}
}

// predict gives the error of the mean of held-out cells, by their counts: every fifth is left out and looked up in the
// rest. In percent, absolute and signed.
func predict(t *testing.T, p *pack.Pack, neighbours int64, decode bool) (mean, signed float64) {
	t.Helper()
	table := &p.Mixed
	if decode {
		table = &p.Decode
	}
	n := 0.0
	for fold := range 5 {
		part := *p
		var held pack.Table
		rest := &part.Mixed
		if decode {
			rest = &part.Decode
		}
		*rest = nil
		for i, c := range *table {
			if i%5 == fold {
				held = append(held, c)
			} else {
				*rest = append(*rest, c)
			}
		}
		sampled := pack.Compact(&part, pack.Values, 0)
		sampled.Neighbours = neighbours
		o, err := oracle.New(&profile.Profile{Kind: profile.KindSampled, Sampled: sampled}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range held {
			b := oracle.Batch{Decodes: c.Tokens, DecodeContext: c.KV}
			if !decode {
				b = oracle.Batch{PrefillTokens: c.Tokens - c.Requests + 1, PrefillReqs: 1, Decodes: c.Requests - 1, DecodeContext: c.KV}
			}
			want := 0.0
			for _, us := range c.Samples {
				want += us / float64(len(c.Samples))
			}
			off := 100 * (float64(o.Mean(&b).Total())/1000/want - 1)
			weight := float64(len(c.Samples))
			mean += weight * math.Abs(off)
			signed += weight * off
			n += weight
		}
	}
	return mean / n, signed / n
}

// TestHeldOutCells prints what docs/SAMPLED.md says of the neighbours, and fails where a choice beats the one made.
func TestHeldOutCells(t *testing.T) {
	total := map[int64]float64{}
	for i := range captures {
		p := repaired(t, &captures[i])
		for _, decode := range []bool{true, false} {
			for _, neighbours := range []int64{1, 2, 4, 8, 0} {
				mean, signed := predict(t, p, neighbours, decode)
				t.Logf("%-27s decode %-5t neighbours %d: %5.2f %% (%+.2f)", captures[i].id, decode, neighbours, mean, signed)
				total[neighbours] += mean
			}
		}
	}
	chosen := pack.Compact(repaired(t, &captures[0]), 1, 0).Neighbours
	for neighbours, mean := range total {
		t.Logf("neighbours %d: %.2f %% on average", neighbours, mean/6)
		if mean < total[chosen] {
			t.Errorf("neighbours %d err by %.2f %%, the chosen %d by %.2f %%", neighbours, mean/6, chosen, total[chosen]/6)
		}
	}
}

// TestValues prints what keeping few values of each cell costs: how far the kept distribution lies from the samples,
// as the mean distance of equal quantiles in percent of the cell's mean, by counts.
func TestValues(t *testing.T) {
	for i := range captures {
		p := repaired(t, &captures[i])
		for _, values := range []int{1, 3, 5, 9, 17} {
			s := pack.Compact(p, values, 0)
			distance, n := 0.0, 0.0
			for _, part := range []struct {
				table pack.Table
				cells *profile.Cells
			}{{p.Decode, &s.Decode}, {p.Mixed, &s.Mixed}} {
				fine := pack.Compact(&pack.Pack{Decode: part.table, Mixed: part.table}, 17*9*5, 0).Decode
				for k := range part.cells.Tokens {
					each := 17 * 9 * 5 / values
					sum, mean := 0.0, 0.0
					for q, ns := range fine.NS[k*17*9*5 : (k+1)*17*9*5] {
						sum += math.Abs(float64(ns - part.cells.NS[k*values+min(values-1, q/each)]))
						mean += float64(ns)
					}
					weight := float64(part.cells.Samples[k])
					distance += 100 * weight * sum / mean
					n += weight
				}
			}
			t.Logf("%-27s %2d values: %.2f %%", captures[i].id, values, distance/n)
			if values == pack.Values && distance/n > 1 {
				t.Errorf("%s: %d values lie %.2f %% off, allowed is 1 %%", captures[i].id, values, distance/n)
			}
		}
	}
}

// TestTheModelsOwnLength: vLLM refuses a max_model_len above the model's own, and none for being above what a capture set.
func TestTheModelsOwnLength(t *testing.T) {
	for id, captured := range map[string]int64{"a40-qwen3-8b-bf16-tp1": 4096, "mi300x-qwen3-8b-bf16-tp1": 8192, "rtx8000-qwen3-8b-fp16-tp1": 4096} {
		p, err := profiles.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		if p.Model.MaxModelLen != 40_960 || p.Engine.MaxModelLen != captured || p.Range.MaxContext != captured {
			t.Errorf("%s: max_model_len of the model %d, of the capture %d; contexts up to %d", id, p.Model.MaxModelLen, p.Engine.MaxModelLen, p.Range.MaxContext)
		}
	}
}
