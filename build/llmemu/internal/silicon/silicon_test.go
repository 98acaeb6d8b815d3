package silicon

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/recorded"
)

func TestGroups(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
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
		ttft, tpot := Deviations(results)
		t.Logf("%-28s %2d rows  TPOT %5.1f %% (%+5.1f)  TTFT %5.1f %% (%+5.1f)", g.Profile, len(results), 100*tpot.Absolute, 100*tpot.Signed, 100*ttft.Absolute, 100*ttft.Signed)
		for _, r := range results {
			t.Logf("    %5d %5d %3d  TPOT %6.2f / %6.2f %+5.1f %%   TTFT %6.0f / %6.0f %+5.1f %%", r.InputLen, r.OutputLen, r.Concurrency, r.EmulatedTPOTMs, r.TPOTMs, 100*(r.EmulatedTPOTMs/r.TPOTMs-1), r.EmulatedTTFTMs, r.TTFTMs, 100*(r.EmulatedTTFTMs/r.TTFTMs-1))
		}
	}
}

func TestBundledRowsAreTheSources(t *testing.T) {
	const data = "../../../../../shared/data"
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the published measurements are not in %s", data)
	}
	want, err := Build(data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := recorded.Silicon()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("profiles/recorded/silicon.json differs from its source: run llmemu profile build")
	}
}
