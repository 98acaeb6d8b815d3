package scheduler

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/llmemu/playground/engine/kvcache"
)

// TestDecisions replays the stories in testdata: a person reads what the scheduler decides and why it must, and
// `go test ./engine/scheduler -rewrite` writes the decisions anew. Recorded traces (package golden) say whether the
// decisions are vLLM's; these say what they mean.
//
//	new [max_num_seqs=N] [max_num_batched_tokens=N] [max_model_len=N] [block_size=N] [num_gpu_blocks=N]
//	    [long_prefill_token_threshold=N] [no_chunks] [no_cache] [no_reserve] [POLICY] [async]
//	    [v028 [watermark=PERCENT] [max_num_scheduled_tokens=N]]
//	add id=N prompt=N output=N [priority=N] [arrival=N] [group=N shared=N]
//	abort id=N
//	run [steps=N] [throttled]     N iterations of the engine loop, or all that are left
func TestDecisions(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		story := &story{}
		datadriven.RunTest(t, path, story.command)
	})
}

// newWords are the words of new, but for policies and versions.
var newWords = []string{"max_num_seqs", "max_num_batched_tokens", "max_model_len", "block_size", "num_gpu_blocks",
	"long_prefill_token_threshold", "no_chunks", "no_cache", "no_reserve", "async", "watermark", "max_num_scheduled_tokens"}

type story struct {
	loop   *Loop
	groups map[int]*kvcache.Stream
	it     int
}

func (s *story) command(t *testing.T, d *datadriven.TestData) string {
	number := func(name string, value int) int {
		if d.HasArg(name) {
			d.ScanArgs(t, name, &value)
		}
		return value
	}
	switch d.Cmd {
	case "new":
		policy, version := FCFS, V019
		for _, arg := range d.CmdArgs {
			if named, ok := PolicyNamed(arg.Key); ok {
				policy = named
			} else if arg.Key == "v028" {
				version = V028
			} else if !slices.Contains(newWords, arg.Key) {
				t.Fatalf("%s: new knows no %s", d.Pos, arg.Key)
			}
		}
		s.it = 0
		s.groups = map[int]*kvcache.Stream{}
		s.loop = NewLoop(Config{
			Version:                   version,
			MaxNumSeqs:                number("max_num_seqs", 8),
			MaxNumBatchedTokens:       number("max_num_batched_tokens", 100),
			MaxModelLen:               number("max_model_len", 1000),
			BlockSize:                 number("block_size", 10),
			NumGPUBlocks:              number("num_gpu_blocks", 101),
			Watermark:                 float64(number("watermark", 0)) / 100,
			MaxNumScheduledTokens:     number("max_num_scheduled_tokens", 0),
			LongPrefillTokenThreshold: number("long_prefill_token_threshold", 0),
			EnableChunkedPrefill:      !d.HasArg("no_chunks"),
			EnablePrefixCaching:       !d.HasArg("no_cache"),
			SchedulerReserveFullISL:   !d.HasArg("no_reserve"),
			Policy:                    policy,
			AsyncScheduling:           d.HasArg("async"),
		})
		return ""
	case "add":
		var parent *kvcache.Stream
		if group := number("group", -1); group >= 0 {
			if s.groups[group] == nil {
				s.groups[group] = kvcache.NewStream(nil, 0)
			}
			parent = s.groups[group]
		}
		id := number("id", 0)
		s.loop.Add(&Request{
			ID:        id,
			PromptLen: number("prompt", 1),
			OutputLen: number("output", 1),
			Priority:  int64(number("priority", 0)),
			Arrival:   int64(number("arrival", id)),
			Stream:    kvcache.NewStream(parent, number("shared", 0)),
		})
		return ""
	case "abort":
		if _, unfinished := s.loop.Abort(number("id", 0)); !unfinished {
			return "not unfinished"
		}
		return ""
	case "run":
		var out strings.Builder
		s.loop.Throttle(d.HasArg("throttled"))
		for steps := number("steps", 1000); steps > 0 && !s.loop.Idle(); steps-- {
			s.iterate(&out)
		}
		return out.String()
	}
	t.Fatalf("%s: unknown command %q", d.Pos, d.Cmd)
	return ""
}

// iterate runs one iteration and tells it in a line or two.
func (s *story) iterate(out *strings.Builder) {
	if b := s.loop.Schedule(); b != nil {
		fmt.Fprintf(out, "%d schedule", s.it)
		for _, e := range s.loop.Batch(b, nil) {
			fmt.Fprintf(out, " r%d:%d", e.ID, e.Tokens)
		}
		for _, a := range b.New {
			fmt.Fprintf(out, " +r%d", a.ID)
			if a.HitTokens > 0 {
				fmt.Fprintf(out, "(hit %d)", a.HitTokens)
			}
		}
		for _, a := range b.Resumed {
			fmt.Fprintf(out, " again r%d(hit %d)", a.ID, a.HitTokens)
		}
		for _, id := range b.Preempted {
			fmt.Fprintf(out, " preempt r%d", id)
		}
		fmt.Fprintf(out, " | running %d waiting %d free %d\n", s.loop.Running(), s.loop.Waiting(), s.loop.Pool().Free())
	}
	if s.loop.Due() {
		b := s.loop.Process()
		if b.Empty() && s.loop.Waiting() > 0 {
			fmt.Fprintf(out, "%d an empty batch ends\n", s.it)
		}
		for _, f := range b.Finished {
			fmt.Fprintf(out, "%d finish r%d with %d tokens\n", s.it, f.ID, f.Outputs)
		}
	}
	s.it++
}
