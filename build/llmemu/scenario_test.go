package main

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/gallery"
	"github.com/llmemu/playground/scenarios"
)

// TestScenarioFromFlags: the scenario alone is on standard output, so that a pipe may run it.
func TestScenarioFromFlags(t *testing.T) {
	out, errs, status := llmemu(t, "", "scenario", "from-flags",
		"vllm serve meta-llama/Llama-3.1-70B --quantization fp8 -tp 4 --max-num-seqs 96 --enable-lora; vllm bench serve --num-prompts 40 --request-rate 2")
	if status != 0 {
		t.Fatal(errs)
	}
	s, err := scenario.Parse([]byte(out))
	if err != nil || s.Profile != "h100-llama-3.1-70b-fp8-tp4" || s.Engine.MaxNumSeqs != 96 || s.Workload.NumPrompts != 40 {
		t.Errorf("%v: %s", err, out)
	}
	if !strings.Contains(errs, "not modelled: --enable-lora: ") || !strings.Contains(errs, "this runs on H100") {
		t.Errorf("%s", errs)
	}
	if report, errs, status := llmemu(t, out, "run", "-"); status != 0 || !strings.Contains(report, "TTFT") {
		t.Errorf("status %d, %s", status, errs)
	}
}

// TestScenarioToFlags: every bundled scenario comes back from its command lines.
func TestScenarioToFlags(t *testing.T) {
	for _, id := range scenarios.IDs() {
		commands, _, status := llmemu(t, "", "scenario", "to-flags", id)
		if status != 0 {
			t.Fatal(id)
		}
		again, errs, status := llmemu(t, commands, "scenario", "from-flags", "-")
		s, err := scenarios.Load(id)
		if err != nil || status != 0 || again != string(s.JSON())+"\n" {
			t.Errorf("%s: status %d %s\n%s\n%s", id, status, errs, commands, again)
		}
	}
}

func TestScenarioFromBadFlags(t *testing.T) {
	for text, want := range map[string]string{
		"vllm serve x --max-num-seqs many": `--max-num-seqs: "many" is not a number; allowed: a whole number, 1 to 65,536`,
		"hello":                            "no command of vLLM is in this text",
		"vllm serve 'x":                    "closing quote",
	} {
		out, errs, status := llmemu(t, "", "scenario", "from-flags", text)
		if status != exitUsage || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, %q, %q", text, status, out, errs)
		}
	}
	if _, errs, status := llmemu(t, "", "scenario", "from-flags", "vllm serve x", "--profile", "nope"); status != exitUsage || !strings.Contains(errs, "allowed are") {
		t.Errorf("status %d, %q", status, errs)
	}
}

// TestScenarioList: whatever is listed runs by its id, and the gallery's sentences have their figures.
func TestScenarioList(t *testing.T) {
	out, errs, status := llmemu(t, "", "scenario", "list")
	if status != 0 {
		t.Fatal(errs)
	}
	for _, id := range append(scenarios.IDs(), gallery.IDs()...) {
		if !strings.Contains(out, "\n"+id+" ") && !strings.HasPrefix(out, id+" ") {
			t.Errorf("%s is not listed", id)
		}
	}
	if strings.ContainsAny(out, "{}") {
		t.Errorf("a figure is missing:\n%s", out)
	}
	if report, errs, status := llmemu(t, "", "run", "fp8-kv"); status != 0 || !strings.HasPrefix(report, "kv_cache_dtype fp8\n") {
		t.Errorf("status %d, %s%s", status, errs, report)
	}
}
