package engine_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

var update = flag.Bool("update", false, "write testdata/digests.json anew")

const digestFile = "testdata/digests.json"

func bundled(t testing.TB, id string) engine.Input {
	t.Helper()
	return scenariostest.Input(t, scenariostest.Load(t, id))
}

func complete(t testing.TB, in engine.Input) *engine.Run {
	t.Helper()
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// TestDigests holds every bundled scenario to its recorded digest. The same test runs natively and in Node, and the
// browser tests read the same file: equal digests mean equal timestamps, to the nanosecond, on every platform.
func TestDigests(t *testing.T) {
	got := map[string]string{}
	for _, id := range scenarios.IDs() {
		got[id] = complete(t, bundled(t, id)).Report().Summary().LLMEmu.Digest
	}
	if *update {
		data, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(digestFile, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(digestFile)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]string
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for id, digest := range got {
		if want[id] != digest {
			t.Errorf("%s has digest %s, recorded is %s", id, digest, want[id])
		}
	}
	if len(want) != len(got) {
		t.Errorf("%d digests are recorded for %d scenarios", len(want), len(got))
	}
}

// TestAnyPaceGivesTheSameRun cuts a run into pieces of every size: a browser that cancels and yields must not change it.
func TestAnyPaceGivesTheSameRun(t *testing.T) {
	in := bundled(t, "priority")
	want := complete(t, in).Report().Summary().LLMEmu.Digest
	for _, pace := range []int{1, 7, 1000} {
		run, err := engine.NewRun(in)
		if err != nil {
			t.Fatal(err)
		}
		for done := false; !done; {
			if done, err = run.Advance(pace); err != nil {
				t.Fatal(err)
			}
		}
		if got := run.Report().Summary().LLMEmu.Digest; got != want || run.Finished() != run.Requests() {
			t.Errorf("in pieces of %d the digest is %s, at once it is %s", pace, got, want)
		}
	}
}

// TestSeedsDiffer guards against a digest that does not look at the run.
func TestSeedsDiffer(t *testing.T) {
	in := bundled(t, "chat")
	first := complete(t, in).Report().Summary().LLMEmu.Digest
	in.Scenario.Seed++
	if complete(t, in).Report().Summary().LLMEmu.Digest == first {
		t.Error("another seed has the same digest")
	}
}
