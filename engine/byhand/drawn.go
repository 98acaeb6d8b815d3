package byhand

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// Sampled is a profile of times that a capture is made up to have seen. A step is looked up by its tokens, in buckets of
// four, and its requests; decodes by the tokens of their context as well, in buckets of 16. One of the cell's four times is
// drawn. Scheduling adds 0.5 ms to a mixed step of one request, 0.7 ms to one of three.
//
//	decode, 2 tokens (0–3), 1 request, context 8 (0–15)    1.6  1.6  3.2  6.4    3.2 at the mean
//	                                   context 24 (16–31)  3.2  3.2  6.4 12.8    6.4
//	                        2 requests, context 24         6.4  6.4 12.8 25.6   12.8
//	mixed, 6 tokens (4–7), 2 requests                      3.2  6.4  6.4 12.8    7.2
//	       10 tokens (8–11), 1 request                    12.8 12.8 25.6 51.2   25.6
func Sampled() *profile.Profile {
	p := sheet()
	p.ID, p.Title, p.Kind = "sampled", "Sampled numbers", profile.KindSampled
	p.Range = profile.Range{MaxPrefillTokens: 16, MaxContext: 64, MaxDecodeSeqs: 4, MaxDecodeSeqsMixed: 2}
	p.Sampled = &profile.Sampled{
		Mode: profile.ModeSample, Neighbours: 1, Values: 4,
		Widths:   profile.Widths{Tokens: 4, Requests: 1, KV: 16, NewReqs: 1},
		Overhead: []profile.Overhead{{Requests: 1, NS: 5 * Tenth}, {Requests: 3, NS: 7 * Tenth}},
		Decode: profile.Cells{
			Tokens: profile.Counts{2, 2, 2}, Requests: profile.Counts{1, 1, 2}, KV: profile.Counts{8, 24, 24}, Samples: profile.Counts{40, 40, 30},
			NS: durations(16, 16, 32, 64, 32, 32, 64, 128, 64, 64, 128, 256),
		},
		Mixed: profile.Cells{
			Tokens: profile.Counts{6, 10}, Requests: profile.Counts{2, 1}, Samples: profile.Counts{20, 10},
			NS: durations(32, 64, 64, 128, 128, 128, 256, 512),
		},
	}
	return p
}

// The draw: four requests and two slots, with synchronous scheduling. With seed 5 the generator of step times (PCG of 5 and
// "step") gives, modulo 4: 3 1 2 3 0 1 1 2.
//
//	step start   end  who                                cell                  draw
//
//	   0     3   520  s0 10 tokens                       mixed, 10 and 1       3: 512 + 5
//	   1   520   590  s0 after 10, s1 5 tokens           mixed, 6 and 2        1:  64 + 6, half way from 5 to 7
//	   2   590   718  s0 11, s1 5                        decode, 2 and 2       2: 128
//	   3   718   974  s0 12 (last), s1 6 (last)          decode, 2 and 2       3: 256
//	   4   974  1107  s2 9 tokens                        mixed, 10 and 1       0: 128 + 5
//	   5  1107  1123  s2 9 (last)                         decode, 2, 1, 8       1:  16
//
// and more than a second later, on an idle engine,
//
//	   6 11988 12121  s3 9 tokens                        mixed, 10 and 1       1: 128 + 5
//	   7 12121 12153  s3 9 (last)                        decode, 2, 1, 8       2:  32

// Drawn is that run.
func Drawn() *Run {
	return &Run{
		Name: "Drawn", Blocks: 12, Slots: 2, Budget: 16, Seed: 5, E2E: 1000, Profile: "sampled", Bin: 5, Busiest: 9,
		Density: Density{Top: 300, Cell: 5, Bands: [4][2]int{{0, 0}, {1, 4}, {5, 12}, {13, 16}}}, // 25.6 ms are 6 steps of 5 ms
		Facts:   List{}, Digest: "9951e603d88fe934", Extrapolated: List{}, Caveats: List{shortPool("13", "52"), smallBlocks}, Tail: 2,
		Input: func() engine.Input {
			s := scenario.Default("sampled")
			s.Name, s.Seed = "Drawn", 5
			e := &s.Engine
			e.MaxNumSeqs, e.MaxNumBatchedTokens, e.BlockSize, e.NumGPUBlocks, e.AsyncScheduling = 2, 16, 4, 13, false
			s.SLO.E2ELMs = 100
			s.Workload.Dataset = scenario.DatasetRequests
			s.Workload.Requests = []scenario.Request{
				{ArrivalS: 0, PromptLen: 10, OutputLen: 4},
				{ArrivalS: 0.001, PromptLen: 5, OutputLen: 3},
				{ArrivalS: 0.002, PromptLen: 9, OutputLen: 2},
				{ArrivalS: 1.1985, PromptLen: 9, OutputLen: 2},
			}
			return engine.Input{Scenario: s, Profile: Sampled()}
		},
		Steps: []Step{
			{Decided: 3, Start: 3, End: 520, Running: 1, Blocks: 3,
				Batch: []Share{{0, 10, 0, Prompt}}},
			{Decided: 520, Start: 520, End: 590, Running: 2, Waiting: 1, Blocks: 5,
				Batch:   []Share{{0, 1, 10, Decode}, {1, 5, 0, Prompt}},
				Refused: Slots, Queue: []Left{{2, "needs 3 blocks"}}},
			{Decided: 590, Start: 590, End: 718, Running: 2, Waiting: 1, Blocks: 5,
				Batch:   []Share{{0, 1, 11, Decode}, {1, 1, 5, Decode}},
				Refused: Slots, Queue: []Left{{2, "needs 3 blocks"}}},
			{Decided: 718, Start: 718, End: 974, Running: 2, Waiting: 1, Blocks: 6,
				Batch:   []Share{{0, 1, 12, Decode}, {1, 1, 6, Decode}},
				Refused: Slots, Queue: []Left{{2, "needs 3 blocks"}}},
			{Decided: 974, Start: 974, End: 1107, Running: 1, Blocks: 3,
				Batch: []Share{{2, 9, 0, Prompt}}},
			{Decided: 1107, Start: 1107, End: 1123, Running: 1, Blocks: 3,
				Batch: []Share{{2, 1, 9, Decode}}},
			{Decided: 11988, Start: 11988, End: 12121, Running: 1, Blocks: 3,
				Batch: []Share{{3, 9, 0, Prompt}}},
			{Decided: 12121, Start: 12121, End: 12153, Running: 1, Blocks: 3,
				Batch: []Share{{3, 1, 9, Decode}}},
		},
		// Alone, everything takes the mean of its cell: a prompt of 10 or 9 tokens 256 + 5, one of 5 tokens 72 + 5, since the
		// cell with two requests is the only one of its size; a token 32. The prefill of step 1 added 72 + 6 − 32, at the mean.
		Requests: []Request{
			// queue 0, prefill 517−261, decode 454−96
			{Arrival: 0, Sent: 0, Queued: 3, Admitted: 3, Prompt: 10, Output: 4, Idle: [2]int64{261, 3 * 32}, TTFTCause: ByPrefill, Cause: ByDecode, Parts: [7]int64{3, 0, 517, 96, 312, 46, 0}},
			// 507, 70−77, 384−64
			{Arrival: 10, Sent: 10, Queued: 13, Admitted: 520, Prompt: 5, Output: 3, Idle: [2]int64{77, 2 * 32}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 507, 70, 64, 320, 0, 0}},
			// 951, 133−261, 16−32
			{Arrival: 20, Sent: 20, Queued: 23, Admitted: 974, Prompt: 9, Output: 2, Idle: [2]int64{261, 32}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 951, 133, 16, 0, 0, 0}},
			// 0, 133−261, 32−32: nothing delays it
			{Arrival: 11985, Sent: 11985, Queued: 11988, Admitted: 11988, Prompt: 9, Output: 2, Idle: [2]int64{261, 32}, TTFTCause: ByPrefill, Cause: ByDecode, Parts: [7]int64{3, 0, 133, 32, 0, 0, 0}},
		},
	}
}
