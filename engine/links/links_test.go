package links

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
)

const example = `{"version": 1, "name": "chat", "seed": 7, "profile": "rtxpro6000-llama-3.1-8b-bf16-tp1",
 "engine": {"max_num_seqs": 128, "num_gpu_blocks": 8000},
 "workload": {"dataset": "random", "random_input_len": 256, "num_prompts": 200, "request_rate": 8}}`

func TestLinks(t *testing.T) {
	s, err := scenario.Parse([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	link, err := Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Decode(link); err != nil || !reflect.DeepEqual(again, s) {
		t.Errorf("the link gives another scenario (error %v)", err)
	}
	if len(link) > 8<<10 {
		t.Errorf("an ordinary link has %d bytes, more than 8 kB", len(link))
	}
	for name, c := range map[string]struct{ text, want string }{
		"cut in half":     {link[:len(link)/2], "cut short"},
		"last letter cut": {link[:len(link)-2], "cut short"},
		"one letter off":  {strings.Replace(link, link[60:64], "AAAA", 1), "damaged"},
		"not base64":      {"1.%%%", "damaged"},
		"newer":           {"2." + link[2:], "version"},
		"no scenario":     {"hello", "no scenario"},
		"empty":           {"", "no scenario"},
		"nothing packed":  {"1.", "cut short"},
		"too long":        {"1." + strings.Repeat("A", MaxBytes), "at most 65,536"},
	} {
		if _, err := Decode(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

// TestLinkBombIsRefused packs 30 MiB of spaces into a small link. Unpacking stops a byte behind what a scenario may have.
func TestCut(t *testing.T) {
	for text, want := range map[string][3]string{
		"http://x/#s=1.abc":              {"1.abc", "", "true"},
		"see http://x/#s=1.abc&d=xyz":    {"1.abc", "xyz", "true"},
		"#s=1.abc&v=sweep&d=xyz&sd=2":    {"1.abc", "xyz", "true"},
		"{\"version\": 1}&d=xyz":         {"", "xyz", "false"},
		"http://x/#v=sweep&d=xyz&s=1.ab": {"", "", "false"},
	} {
		s, digest, ok := Cut(text)
		if s != want[0] || ok != (want[2] == "true") || ok && digest != want[1] {
			t.Errorf("%s: %q, %q, %t", text, s, digest, ok)
		}
	}
}

func TestLinkBombIsRefused(t *testing.T) {
	bomb := encodeText([]byte(strings.Repeat(" ", 30<<20)))
	if len(bomb) > MaxBytes {
		t.Fatalf("the bomb has %d bytes and tests nothing", len(bomb))
	}
	if _, err := Decode(bomb); err == nil || !strings.Contains(err.Error(), "1,048,576 of JSON") {
		t.Errorf("error %v", err)
	}
}

// TestOneLimitBothWays: what is refused when it is written is refused when it is read, though it packs well.
func TestOneLimitBothWays(t *testing.T) {
	s := scenario.Default("p")
	s.Workload.Dataset, s.Workload.Requests = scenario.DatasetRequests, make([]scenario.Request, 22_000)
	for i := range s.Workload.Requests {
		s.Workload.Requests[i] = scenario.Request{PromptLen: 1, OutputLen: 1}
	}
	if link, err := Encode(s); err != nil {
		t.Error(err)
	} else if _, err := Decode(link); err != nil {
		t.Error(err)
	}
	s.Workload.Requests = append(s.Workload.Requests, s.Workload.Requests[:2000]...)
	if _, err := Encode(s); !errors.Is(err, ErrTooLong) || !strings.Contains(err.Error(), "1,048,576 of JSON") {
		t.Errorf("written: %v", err)
	}
	// The same without what may be left out is shorter than the limit, until it is written again.
	short := `{"version":1,"profile":"p","workload":{"dataset":"requests","requests":[` + strings.Repeat(`{"prompt_len":1,"output_len":1},`, 23_999) + `{"prompt_len":1,"output_len":1}]}}`
	for _, text := range []string{short, string(s.JSON())} {
		if _, err := Decode(encodeText([]byte(text))); err == nil || !strings.Contains(err.Error(), "1,048,576 of JSON") {
			t.Errorf("read from %d bytes: %v", len(text), err)
		}
	}
}

// What a bomb would unpack to is not unpacked: the limit holds before the scenario is looked at.
func TestLinkBombTakesNoMemory(t *testing.T) {
	bomb := encodeText(make([]byte, 48<<20))
	if len(bomb) > MaxBytes {
		t.Fatalf("the bomb has %d bytes and tests nothing", len(bomb))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Decode(bomb); err == nil {
		t.Error("it was taken")
	}
	runtime.ReadMemStats(&after)
	// Reading 1 MiB into a growing buffer takes some 6 MB, reading all of it several times as much.
	if took := after.TotalAlloc - before.TotalAlloc; took > 20<<20 {
		t.Errorf("a link of %d bytes took %d MB", len(bomb), took>>20)
	}
}

func TestLongScenarioHasNoLink(t *testing.T) {
	s := scenario.Default("p")
	s.Workload.Dataset = scenario.DatasetRequests
	for i := range 100_000 {
		s.Workload.Requests = append(s.Workload.Requests, scenario.Request{ArrivalS: float64(i*i%7919) / 3, PromptLen: int64(1 + i*i%3001), OutputLen: 9})
	}
	if _, err := Encode(s); !errors.Is(err, ErrTooLong) {
		t.Errorf("error %v, want ErrTooLong", err)
	}
}

func FuzzDecode(f *testing.F) {
	s, err := scenario.Parse([]byte(example))
	if err != nil {
		f.Fatal(err)
	}
	link, err := Encode(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(link)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Decode(text); err != nil && err.Error() == "" {
			t.Error("an error without a message")
		}
	})
}
