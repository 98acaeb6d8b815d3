package golden

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scheduler"
)

// subset is a part of the public traces of a version: every family and hand-written edge cases, and several scenarios for
// each single rule of the scheduler that can be altered.
func subset(t *testing.T, version scheduler.Version) []byte {
	t.Helper()
	packed, err := os.ReadFile("testdata/subset-" + version.String() + ".jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestSubsetsConform(t *testing.T) {
	for version, want := range map[scheduler.Version]Totals{
		scheduler.V019: {Scenarios: 194, Steps: 16358},
		scheduler.V028: {Scenarios: 160, Steps: 7952},
	} {
		totals, err := Replay(bytes.NewReader(subset(t, version)), func(m Mismatch) { t.Error(m) })
		if err != nil {
			t.Fatal(err)
		}
		if totals != want {
			t.Errorf("%s: replayed %+v, want %+v", version, totals, want)
		}
	}
}

// TestTheVersionsDiffer: a trace of one version is none of the other, or the recording's commit would select nothing.
func TestTheVersionsDiffer(t *testing.T) {
	for from, to := range map[string]string{"56de443db1d50dce2624a21765c11a79dffa8740": "2f41c894e320a07a46a360ee72149dd84d6f4bec"} {
		text := bytes.ReplaceAll(subset(t, scheduler.V019), []byte(from), []byte(to))
		totals, err := Replay(bytes.NewReader(text), func(Mismatch) {})
		if err != nil || totals.Mismatches < totals.Scenarios/2 {
			t.Errorf("of 0.19's scenarios, taken for 0.28's, %d of %d differ; error %v", totals.Mismatches, totals.Scenarios, err)
		}
	}
}

// TestEveryFieldIsCompared alters one field at a time in a trace and expects to hear of it.
func TestEveryFieldIsCompared(t *testing.T) {
	lineWith := func(version scheduler.Version, parts ...string) string {
		for l := range strings.Lines(string(subset(t, version))) {
			if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(l, part) }) {
				return l
			}
		}
		t.Fatalf("no scenario of %s with %q in the subset", version, parts)
		return ""
	}
	preempting := lineWith(scheduler.V019, `"res":[[`, `"pre":["`)
	aborting := lineWith(scheduler.V028, `"ab":["`, `"th":1`)
	for field, alter := range map[string][2]string{
		"it":    {`"it":3,`, `"it":4,`},
		"add":   {`"add":\["r0"`, `"add":["r1"`},
		"s.n":   {`"n":\[\["r0",(\d+)`, `"n":[["r0",1$1`},
		"s.new": {`"new":\[\["r0",0`, `"new":[["r0",16`},
		"s.res": {`"res":\[\["(r\d+)",`, `"res":[["$1",1`},
		"s.pre": {`"pre":\["r`, `"pre":["r9`},
		"s.q":   {`"q":\[1,`, `"q":[2,`},
		"s.fq":  {`"fq":"(.)`, `"fq":"x`},
		"u.of":  {`"of":1,`, `"of":9,`},
		"u.fin": {`"fin":\[\["(r\d+)",`, `"fin":[["$1",1`},
		"ab":    {`"ab":\["r`, `"ab":["r9`},
		"s.th":  {`"th":1`, `"th":0`},
	} {
		line := preempting
		if field == "ab" || field == "s.th" {
			line = aborting
		}
		pattern := regexp.MustCompile(alter[0])
		place := pattern.FindStringIndex(line)
		if place == nil {
			t.Errorf("%s: nothing to alter", field)
			continue
		}
		altered := line[:place[0]] + pattern.ReplaceAllString(line[place[0]:place[1]], alter[1]) + line[place[1]:]
		var heard []Mismatch
		totals, err := Replay(strings.NewReader(altered), func(m Mismatch) { heard = append(heard, m) })
		if err != nil || totals.Mismatches != 1 || len(heard) != 1 {
			t.Errorf("%s: altered, but heard %v (error %v)", field, heard, err)
			continue
		}
		// A wrong running count may also stand in u.q; the field that is named must be the one that was altered.
		if heard[0].Field != field && !(field == "s.q" && heard[0].Field == "u.q") {
			t.Errorf("%s: altered, but heard of %s", field, heard[0])
		}
	}
}

func TestMissingAndExtraSteps(t *testing.T) {
	line, _, _ := strings.Cut(string(subset(t, scheduler.V019)), "\n")
	last := line[strings.LastIndex(line, `,{"it":`):] // the last step and the end of the scenario
	for name, text := range map[string]string{
		"without its last step": strings.TrimSuffix(line, last) + "]}",
		"with a step too many":  strings.TrimSuffix(line, "]}") + last,
	} {
		totals, err := Replay(strings.NewReader(text), func(Mismatch) {})
		if err != nil || totals.Mismatches != 1 {
			t.Errorf("a trace %s: %+v, error %v; want one mismatch", name, totals, err)
		}
	}
}

func TestBadFiles(t *testing.T) {
	for text, want := range map[string]string{
		"{":                                      "line 1",
		`{"name":1}`:                             "line 1",
		`{"name":"a","config":{"block_size":0}}`: "block_size",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":99999999999,"max_num_seqs":1,"max_num_batched_tokens":1}}`:                                                                              "num_gpu_blocks",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":9,"max_num_seqs":1,"max_num_batched_tokens":1},"requests":[{"id":"x"}]}`:                                                                "requests[0].id",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":9,"max_num_seqs":1,"max_num_batched_tokens":1,"max_model_len":9},"requests":[{"id":"r0","prompt_len":9,"output_len":1}]}`:               "prompt_len",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":9,"max_num_seqs":1,"max_num_batched_tokens":1,"policy":"lifo"}}`:                                                                        "config.policy",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":9,"max_num_seqs":1,"max_num_batched_tokens":1,"policy":"fcfs"},"vllm_commit":"0"}`:                                                      "vllm_commit",
		`{"name":"a","config":{"block_size":16,"num_gpu_blocks":9,"max_num_seqs":1,"max_num_batched_tokens":1,"policy":"fcfs","watermark":1},"vllm_commit":"56de443db1d50dce2624a21765c11a79dffa8740"}`: "watermark",
	} {
		if _, err := Replay(strings.NewReader(text), func(Mismatch) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one that names %q", text, err, want)
		}
	}
}
