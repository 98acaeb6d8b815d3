package profiles

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/profiles/versions"
)

func TestEveryProfileLoadsAndSaysWhereItComesFrom(t *testing.T) {
	if len(IDs()) == 0 {
		t.Fatal("no profile is bundled")
	}
	for _, id := range IDs() {
		p, err := Load(id)
		if err != nil {
			t.Fatal(err)
		}
		if p.ID != id {
			t.Errorf("%s.json has the id %s", id, p.ID)
		}
		if p.Engine.VLLMVersion == "" || p.Source.MeasuredAt == "" || len(p.Measured) == 0 || len(p.Assumed) == 0 ||
			p.Memory.WeightHow == "" || p.Memory.OverheadHow == "" || p.Frontend.How == "" {
			t.Errorf("%s: provenance has gaps", id)
		}
		if _, err := oracle.New(p, 0); err != nil {
			t.Error(err)
		}
	}
}

// TestAChangeOfAProfileIsSaid: links name the digest of a profile's file, and readers are told what changed since. A file that
// changes gets another entry at the end of its list in versions.json, with the digest that this test names.
func TestAChangeOfAProfileIsSaid(t *testing.T) {
	for _, id := range IDs() {
		data, err := Raw(id)
		if err != nil {
			t.Fatal(err)
		}
		known, err := Versions(id)
		if err != nil {
			t.Fatal(err)
		}
		digest := versions.Digest(data)
		if len(known) == 0 || known[len(known)-1].Digest != digest {
			t.Errorf("%s: add {\"digest\": %q, \"since\": the day, \"changed\": what it changed} to the end of its list in versions.json", id, digest)
		}
		seen := map[string]bool{}
		for i, v := range known {
			if seen[v.Digest] || v.Since == "" || (v.Changed == "") != (i == 0) || i > 0 && v.Since <= known[i-1].Since || strings.HasSuffix(v.Changed, ".") {
				t.Errorf("%s: %+v is no version after those before it", id, v)
			}
			seen[v.Digest] = true
		}
	}
}

// The page loads profiles one by one, but they are all part of what is published.
func TestAllProfilesTogetherAreSmall(t *testing.T) {
	const allowed = 400_000
	total := 0
	for _, id := range IDs() {
		data, err := Raw(id)
		if err != nil {
			t.Fatal(err)
		}
		total += len(data)
	}
	if total > allowed {
		t.Errorf("profiles have %d bytes, allowed are %d", total, allowed)
	}
}

// What the recorded real run had, on which everything under KV pressure depends.
func TestTheRTX4090HasTheBlocksOfTheRecordedRun(t *testing.T) {
	p, err := Load("rtx4090-llama-3.1-8b-bf16-tp1")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.NumGPUBlocks(0.9, 16); got != 2588 {
		t.Errorf("NumGPUBlocks(0.9, 16) = %d, want 2588", got)
	}
}

func TestCatalogue(t *testing.T) {
	entries, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	want := Entry{
		ID: "rtxpro6000-llama-3.1-8b-bf16-tp1", Title: "Llama-3.1-8B on RTX PRO 6000", GPU: "RTX PRO 6000",
		Hardware: "96 GB, 1 GPU", Model: "Llama-3.1-8B", VLLMVersion: "0.19.0",
	}
	for _, e := range entries {
		if e == want {
			return
		}
	}
	t.Errorf("catalogue %+v lacks %+v", entries, want)
}

func TestAnUnknownIDNamesThoseThatExist(t *testing.T) {
	_, err := Load("h100")
	if err == nil || !strings.Contains(err.Error(), IDs()[0]) {
		t.Errorf("error is %v", err)
	}
}
