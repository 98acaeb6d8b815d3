package vllmflags

import (
	"strings"
	"testing"
	"time"
)

// TestBombs: texts that are small and would be large, or deep, take no time.
func TestBombs(t *testing.T) {
	laughs := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		laughs += string(c) + ": &" + string(c) + " [*" + strings.Repeat(string(c-1)+", *", 8) + string(c-1) + "]\n"
	}
	for name, text := range map[string]string{
		"aliases":            laughs,
		"deep lists":         "a: " + strings.Repeat("[", 50_000),
		"deep maps":          strings.Repeat("a:\n ", 20_000),
		"shells in shells":   "vllm serve x " + strings.Repeat("sh -c 'sh -c ", 9_000),
		"deep substitutions": "vllm serve " + strings.Repeat("$(", 50_000),
		"deep subshells":     strings.Repeat("(", 100_000),
		"deep arithmetic":    "vllm serve $((" + strings.Repeat("(", 40_000),
		"deep operators":     "vllm serve $((" + strings.Repeat("!", 100_000) + "1))",
		"deep conditions":    strings.Repeat("if ", 30_000),
		"deep expansions":    "vllm serve " + strings.Repeat("${a:-", 20_000),
		"braces":             "vllm serve x " + strings.Repeat("{a,b}", 20_000),
		"many flags":         "vllm serve x " + strings.Repeat("--max-num-seqs 3 ", 14_000),
		"many unknown flags": "vllm serve x " + strings.Repeat("--x1 ", 20_000),
		"variables":          "A=xxxxxxxxxxxxxxxx\n" + strings.Repeat("A=$A$A\n", 60) + "vllm serve $A",
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			done := make(chan error, 1)
			go func() {
				_, err := Read(text[:min(len(text), MaxBytes)], offers, present)
				done <- err
			}()
			select {
			case err := <-done:
				t.Logf("%d bytes, %v, error %.100v", len(text), time.Since(began).Round(time.Millisecond), err)
				if yaml := name == "aliases" || name == "deep lists"; yaml && (err == nil || !strings.Contains(err.Error(), "nested too deeply or repeats itself")) {
					t.Errorf("error %v", err)
				}
				if strings.HasPrefix(name, "deep ") && name != "deep lists" && name != "deep maps" && (err == nil || !strings.Contains(err.Error(), "nested too deeply to be a command line")) {
					t.Errorf("error %v", err)
				}
			case <-time.After(20 * time.Second):
				t.Fatal("20 s were not enough")
			}
		})
	}
}
