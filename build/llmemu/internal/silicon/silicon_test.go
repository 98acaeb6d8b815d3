package silicon

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/datatest"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/realruns"
)

// TestEmulationsAgainstSilicon shows every row with -v. Package verify holds the groups to what is aimed at.
func TestEmulationsAgainstSilicon(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, g := range m.Groups {
		if !slices.Contains(profiles.IDs(), g.Profile) {
			continue
		}
		p, err := profiles.Load(g.Profile)
		if err != nil {
			t.Fatal(err)
		}
		results, err := g.Compare(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(results) == 0 {
			continue
		}
		compared++
		ttft, tpot := Deviations(results)
		t.Logf("%-28s %2d rows  TPOT %5.1f %% (%+5.1f)  TTFT %5.1f %% (%+5.1f)", g.Profile, len(results),
			100*tpot.Absolute, 100*tpot.Signed, 100*ttft.Absolute, 100*ttft.Signed)
		for _, r := range results {
			t.Logf("  in %4d, out %4d, concurrency %2d:  TPOT %6.2f ms, measured %6.2f  TTFT %5.0f ms, measured %5.0f",
				r.InputLen, r.OutputLen, r.Concurrency, r.EmulatedTPOTMs, r.TPOTMs, r.EmulatedTTFTMs, r.TTFTMs)
		}
	}
	if compared < 11 {
		t.Errorf("%d groups were compared, want at least 11", compared)
	}
}

func TestRowsThatAreCompared(t *testing.T) {
	for _, c := range []struct {
		row  Row
		want bool
	}{
		{Row{Concurrency: 64, OutputLen: 1024}, true},
		{Row{Concurrency: 65, OutputLen: 1024}, false},
		{Row{Concurrency: 64, OutputLen: 1025}, false},
	} {
		if got := c.row.Compared(); got != c.want {
			t.Errorf("%+v: compared %t, want %t", c.row, got, c.want)
		}
	}
}

func TestDeviations(t *testing.T) {
	ttft, tpot := Deviations([]Result{
		{Row{TTFTMs: 100, TPOTMs: 10}, 110, 9},
		{Row{TTFTMs: 200, TPOTMs: 20}, 160, 24},
	})
	near := func(got Deviation, absolute, signed float64) bool {
		return math.Abs(got.Absolute-absolute) < 1e-12 && math.Abs(got.Signed-signed) < 1e-12
	}
	if !near(ttft, 0.15, -0.05) || !near(tpot, 0.15, 0.05) {
		t.Errorf("TTFT %+v, TPOT %+v", ttft, tpot)
	}
}

func TestBundledRowsAreWhatTheSourceGives(t *testing.T) {
	want, err := Build(datatest.Need(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	got, err := realruns.Silicon()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("profiles/realruns/silicon.json differs from its source: run llmemu profile build")
	}
}

func TestBuildNamesWhatIsWrong(t *testing.T) {
	const header = "backend,backend_version,model_path,system,precision,isl,osl,concurrency,tp_size,ttft_ms,tpot_ms\n"
	for want, text := range map[string]string{
		"header":             header,
		"column tpot_ms":     strings.Replace(header, "tpot_ms", "tpot", 1) + "vllm,,a/B,h100_sxm,fp8,1,1,1,2,1,1\n",
		"line 2: isl":        header + "vllm,,a/B,h100_sxm,fp8,0,1,1,2,1,1\n",
		"line 3: tpot_ms":    header + "vllm,,a/B,h100_sxm,fp8,1,1,1,2,1,1\nvllm,,a/B,h100_sxm,fp8,1,1,1,2,1,-1\n",
		"wrong number of fi": header + "vllm\n",
	} {
		folder := filepath.Join(t.TempDir(), "real", "silicon")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "vllm-dense.csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Build(filepath.Join(folder, "..", "..")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want one with %q", err, want)
		}
	}
}
