package vllmflags

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/llmemu/playground/engine/scenario"
)

// present is the profile of whoever pastes the commands below.
const present = "rtxpro6000-llama-3.1-8b-bf16-tp1"

// offers are some of the bundled profiles.
var offers = []Offer{
	{present, "meta-llama/Llama-3.1-8B", "RTX PRO 6000", "bfloat16", 1},
	{"h100-llama-3.1-8b-bf16-tp1", "meta-llama/Llama-3.1-8B", "H100", "bfloat16", 1},
	{"h100-llama-3.1-70b-fp8-tp2", "meta-llama/Llama-3.1-70B", "H100", "fp8", 2},
	{"h100-llama-3.1-70b-fp8-tp4", "meta-llama/Llama-3.1-70B", "H100", "fp8", 4},
	{"h100-llama-3.1-70b-fp8-tp8", "meta-llama/Llama-3.1-70B", "H100", "fp8", 8},
	{"h200-llama-3.1-70b-fp8-tp1", "meta-llama/Llama-3.1-70B", "H200", "fp8", 1},
	{"mi300x-qwen3-8b-bf16-tp1", "Qwen/Qwen3-8B", "MI300X", "bfloat16", 1},
	{"rtx8000-qwen3-8b-fp16-tp1", "Qwen/Qwen3-8B", "RTX 8000", "float16", 1},
	{"rtxpro6000-qwen3-32b-bf16-tp2", "Qwen/Qwen3-32B", "RTX PRO 6000", "bfloat16", 2},
	{"h100-qwen3-32b-bf16-tp4", "Qwen/Qwen3-32B", "H100", "bfloat16", 4},
}

func offer(t *testing.T, id string) Offer {
	t.Helper()
	for _, o := range offers {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no offer %s", id)
	return Offer{}
}

// TestCommands reads command lines in the shapes in which they stand in READMEs, Dockerfiles, compose files and charts:
// testdata/commands.txt has the scenario of each, what became of every flag, and the error of those that cannot be. What was read,
// written as commands and read again is the same.
func TestCommands(t *testing.T) {
	read := 0
	datadriven.RunTest(t, "testdata/commands.txt", func(t *testing.T, d *datadriven.TestData) string {
		reading, err := Read(d.Input, offers, present)
		if err != nil {
			return "error: " + err.Error() + "\n"
		}
		read++
		s := reading.Scenario
		again, err := Read(Write(s, offer(t, s.Profile)).Text(), offers, present)
		if err != nil || !reflect.DeepEqual(again.Scenario, s) {
			t.Errorf("%s: written and read again it is another scenario (%v)\n%s", d.Pos, err, Write(s, offer(t, s.Profile)).Text())
		}
		return describe(reading)
	})
	if read < 60 {
		t.Errorf("%d commands are read, fewer than 60", read)
	}
}

func describe(r *Reading) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", r.Scenario.JSON())
	for _, n := range r.Notes {
		fmt.Fprintf(&out, "%s: %s\n", n.Kind, n)
	}
	return out.String()
}

// TestEveryFlagHasAFate: each flag of both tables is a field, or says what becomes of it, and no name stands for two.
func TestEveryFlagHasAFate(t *testing.T) {
	for command, set := range map[string]flagSet{"serve": serveFlags, "bench": benchFlags} {
		for name, f := range set {
			fates := 0
			for _, has := range []bool{f.field != "", f.set != nil, f.says != "", f.quiet != ""} {
				if has {
					fates++
				}
			}
			if fates != 1 {
				t.Errorf("%s --%s has %d fates", command, name, fates)
			}
			if f.field != "" && scenario.FieldAt(f.field) == nil {
				t.Errorf("%s --%s: no field %s", command, name, f.field)
			}
			if name != f.name && !strings.HasPrefix(name, "-") {
				t.Errorf("%s: alias %q of --%s lacks its dash", command, name, f.name)
			}
		}
	}
	for _, w := range said {
		set := serveFlags
		if w.bench {
			set = benchFlags
		}
		if set.named(w.flag) == nil {
			t.Errorf("%s is written as --%s, which is not read", w.path, w.flag)
		}
	}
}

// TestNothingIsDropped: each word that begins with dashes is a field that was taken, or has a note.
func TestNothingIsDropped(t *testing.T) {
	for command, set := range map[string]flagSet{"vllm serve Qwen/Qwen3-8B ": serveFlags, "vllm bench serve --model Qwen/Qwen3-8B ": benchFlags} {
		for name, f := range set {
			word := name
			if !strings.HasPrefix(name, "-") {
				word = "--" + name
			}
			value := map[string]string{"goodput": "ttft:9", "random-range-ratio": "0.1", "ramp-up-strategy": "", "scheduling-policy": "fcfs",
				"kv-cache-dtype": "fp8", "watermark": "0.1", "gpu-memory-utilization": "0.5", "burstiness": "2", "dataset-name": "random"}[f.name]
			switch {
			case f.takes == toggle:
			case value != "":
				word += " " + value
			case strings.HasPrefix(f.name, "ramp-up"): // one needs the others
				word = "--ramp-up-strategy linear --ramp-up-start-rps 1 --ramp-up-end-rps 7"
			default:
				word += " 7"
			}
			reading, err := Read(command+word, offers, present)
			if err != nil {
				t.Errorf("%s%s: %v", command, word, err)
				continue
			}
			fields := len(reading.Taken)
			if f.field == "" && f.set == nil {
				fields = 0
			}
			about := 0
			for _, n := range reading.Notes {
				if n.Flag == "--"+f.name {
					about++
				}
			}
			if fields+about == 0 {
				t.Errorf("%s%s leaves no trace", command, word)
			}
		}
	}
}

// TestMentions: GPUs are found in the spellings in which texts have them, and not within other words.
func TestMentions(t *testing.T) {
	for text, gpu := range map[string]string{
		"NVIDIA-H100-80GB-HBM3": "H100", "--gres=gpu:h200:8": "H200", "rtx_pro_6000 server": "RTX PRO 6000", "an RTX4090": "RTX 4090", "GPU: l40s": "L40S", "a40": "A40",
	} {
		if !mentions(text, gpu) {
			t.Errorf("%q names %s", text, gpu)
		}
	}
	for text, gpu := range map[string]string{
		"H1000": "H100", "--lora100 3": "A100", "-p 8000:8000": "RTX 8000", "A4000": "A40", "GH200": "H200", "L40": "L40S",
	} {
		if mentions(text, gpu) {
			t.Errorf("%q does not name %s", text, gpu)
		}
	}
}

// TestLimits: what is too long, and what a terminal would obey.
func TestLimits(t *testing.T) {
	if _, err := Read(strings.Repeat("a", MaxBytes+1), nil, ""); err == nil || !strings.Contains(err.Error(), "at most 262,144") {
		t.Errorf("error %v", err)
	}
	reading, err := Read("vllm serve x --\x1b[31mred 3", nil, "")
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := json.Marshal(reading.Notes); strings.Contains(string(text), `\u001b`) {
		t.Errorf("%s", text)
	}
}
