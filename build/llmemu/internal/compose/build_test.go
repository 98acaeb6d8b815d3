package compose

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
)

// Composing is deterministic, and the committed files are what it gives.
func TestCommittedProfilesAreWhatTheSourcesGive(t *testing.T) {
	needData(t)
	for _, id := range IDs() {
		p, err := Build(dataFolder, id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("../../../../profiles", id+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("profiles/%s.json differs from its sources: run llmemu profile build", id)
		}
		if len(got) > 19_000 {
			t.Errorf("profiles/%s.json has %d bytes, allowed are 19,000", id, len(got))
		}
	}
}

// The compact grid against the full composition, over batches that the choice of knots has not seen.
func TestGridKeepsStepTimes(t *testing.T) {
	needData(t)
	for _, id := range IDs() {
		composition := fullComposition(t, id)
		p := stored(t, id)
		grid, err := oracle.New(p, 0)
		if err != nil {
			t.Fatal(err)
		}
		linkFixed, linkToken := p.AllReduceNS()
		errs := map[string][]float64{}
		for _, b := range servingBatches(20000, knotSeed+1) {
			full := composition.Step(&b) + linkFixed + linkToken*float64(b.Tokens())
			step := grid.Step(&b)
			e := float64(step.Total()-step.Host)/full - 1 // the CPU's part is no kernel's
			errs["all"] = append(errs["all"], e)
			errs[kindOf(&b)] = append(errs[kindOf(&b)], e)
		}
		for _, kind := range []string{"all", "decode", "mixed", "prefill"} {
			var signed, sum, most float64
			for _, e := range errs[kind] {
				signed += e
				sum += math.Abs(e)
				most = max(most, math.Abs(e))
			}
			n := float64(len(errs[kind]))
			t.Logf("%-34s %-8s %5.0f steps  mean |e| %.3f %%  signed %+.3f %%  largest %.1f %%", id, kind, n, 100*sum/n, 100*signed/n, 100*most)
			if sum/n > 0.003 || math.Abs(signed/n) > 0.001 {
				t.Errorf("%s, %s: allowed are a mean error of 0.3 %% and a bias of 0.1 %%", id, kind)
			}
		}
	}
}

// stored is a profile as the file keeps it, with its rounding.
func stored(t *testing.T, id string) *profile.Profile {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../../../profiles", id+".json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func kindOf(b *oracle.Batch) string {
	switch {
	case b.PrefillTokens == 0:
		return "decode"
	case b.Decodes == 0:
		return "prefill"
	}
	return "mixed"
}

func TestServingBatchesAreConsistent(t *testing.T) {
	for _, b := range servingBatches(5000, 3) {
		n := b.Decodes
		if b.Tokens() < 1 || b.Tokens() > 2048 || n*b.DecodeMin > b.DecodeContext || n*b.DecodeMax < b.DecodeContext {
			t.Fatalf("%+v", b)
		}
		if n == 0 && (b.DecodeMax != 0 || b.DecodeContext != 0) || b.PrefillTokens == 1 {
			t.Fatalf("%+v", b)
		}
	}
}

func TestBuildNamesWhatIsWrong(t *testing.T) {
	if _, err := Build(dataFolder, "h100"); err == nil || !strings.Contains(err.Error(), IDs()[0]) {
		t.Errorf("unknown id: error is %v", err)
	}
	if _, err := Build(t.TempDir(), IDs()[0]); err == nil || !strings.Contains(err.Error(), "meta.yaml") {
		t.Errorf("no sources: error is %v", err)
	}
}
