package vllmflags

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestThereAndBack: whatever a scenario is, its commands are read as the same.
func TestThereAndBack(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 0))
	flags := 0
	for i := range 5000 {
		o := offers[r.IntN(len(offers))]
		s := scenariostest.Valid(r, o.ID)
		commands := Write(s, o)
		reading, err := Read(commands.Text(), offers, present)
		if err != nil {
			t.Fatalf("scenario %d: %v\n%s\n%s", i, err, s.JSON(), commands.Text())
		}
		if !reflect.DeepEqual(reading.Scenario, s) {
			t.Fatalf("scenario %d\n%s\nis read as\n%s\nfrom\n%s", i, s.JSON(), reading.Scenario.JSON(), commands.Text())
		}
		for _, n := range reading.Notes {
			if n.Kind == Unknown {
				t.Fatalf("scenario %d: %s\n%s", i, n, commands.Text())
			}
		}
		flags += strings.Count(commands.Text(), "--")
	}
	if flags < 5000*10 {
		t.Errorf("%d flags in 5,000 scenarios: most of them stand in the comment", flags)
	}
}

// TestWithoutTheComment: what flags say alone is the run, of whoever has the profile on show, for all that vLLM itself knows.
func TestWithoutTheComment(t *testing.T) {
	s := scenario.DefaultOf(2, present)
	s.Engine.MaxNumSeqs, s.Engine.EnablePrefixCaching, s.Engine.KVCacheDType = 96, false, scenario.KVFP8
	s.Workload.RequestRate, s.Workload.NumPrompts, s.Seed, s.Name = 7.5, 300, 3, "evening load"
	s.SLO.TTFTMs, s.SLO.E2ELMs = 500, 20_000
	commands := Write(s, offer(t, present))
	reading, err := Read(commands.Serve+"\n"+commands.Bench, offers, present)
	if err != nil || !reflect.DeepEqual(reading.Scenario, s) {
		t.Errorf("%v\n%s\n%s\n%s", err, commands.Text(), s.JSON(), reading.Scenario.JSON())
	}
	want := `vllm serve meta-llama/Llama-3.1-8B \
  --max-num-seqs 96 \
  --kv-cache-dtype fp8 \
  --no-enable-prefix-caching`
	if commands.Serve != want {
		t.Errorf("%s", commands.Serve)
	}
	want = `vllm bench serve \
  --model meta-llama/Llama-3.1-8B \
  --dataset-name random \
  --random-input-len 1024 \
  --random-output-len 128 \
  --num-prompts 300 \
  --request-rate 7.5 \
  --seed 3 \
  --label 'evening load' \
  --goodput ttft:500 e2el:20000 \
  --ignore-eos`
	if commands.Bench != want {
		t.Errorf("%s", commands.Bench)
	}
}

// TestVersionOneSaysItsDefaults: vllm serve would choose others for the card.
func TestVersionOneSaysItsDefaults(t *testing.T) {
	commands := Write(scenario.Default(present), offer(t, present))
	for _, flag := range []string{"--max-num-seqs 256", "--max-num-batched-tokens 2048", "--gpu-memory-utilization 0.9"} {
		if !strings.Contains(commands.Serve, flag) {
			t.Errorf("no %s in\n%s", flag, commands.Serve)
		}
	}
	if len(commands.Notes) != 1 || commands.Notes[0].Flag != "workload.on_too_long" {
		t.Errorf("notes %v", commands.Notes)
	}
}

// TestWhatVLLMHasNot is said of each field.
func TestWhatVLLMHasNot(t *testing.T) {
	s := scenario.DefaultOf(2, present)
	s.Engine.VLLMVersion = "0.28"
	s.Server.FrontendMs = scenario.Optional{Value: 20, Given: true}
	s.Workload.Dataset = scenario.DatasetLognormal
	s.Workload.RampUpStrategy, s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = scenario.RampLinear, 9, 2.5
	var fields []string
	for _, n := range Write(s, offer(t, present)).Notes {
		fields = append(fields, n.Flag)
	}
	want := []string{"workload.dataset", "workload.ramp_up_start_rps", "engine.vllm_version", "server.frontend_ms"}
	if !reflect.DeepEqual(fields, want) {
		t.Errorf("notes on %v, want %v", fields, want)
	}
	for ends, noted := range map[[2]float64]bool{{2, 9}: false, {9, 2}: true, {1.5, 9}: true, {3, 3}: false} {
		s := scenario.DefaultOf(2, present)
		s.Workload.RampUpStrategy, s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = scenario.RampLinear, ends[0], ends[1]
		if got := len(Write(s, offer(t, present)).Notes) > 0; got != noted {
			t.Errorf("a ramp from %g to %g: noted %t", ends[0], ends[1], got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("vllm serve Qwen/Qwen3-8B --max-num-seqs 3")
	f.Add("args: [--model, x, \"--a b\"]")
	f.Add("FROM vllm/vllm-openai:v1\nCMD [\"--model\"")
	f.Add("docker run vllm/vllm-openai bash -c 'vllm serve $A ${B:-c} $(d)'")
	f.Fuzz(func(t *testing.T, text string) {
		reading, err := Read(text, offers, present)
		switch {
		case err != nil && err.Error() == "":
			t.Error("an error without a message")
		case err == nil && reading.Scenario.Validate() != nil:
			t.Errorf("%q gives an invalid scenario", text)
		}
	})
}
