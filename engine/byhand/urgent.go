package byhand

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
)

// The urgent ones: five requests under the priority policy (the lower the more urgent), with synchronous scheduling, whole
// prompts only, and no reserve: a head is asked for its next tokens alone. Six blocks of 4 tokens, 3 slots, 12 tokens a step.
//
//	step start   end  who                                             cost           who waits
//
//	   0     3    83  b0 (5) 8 tokens                                 64+16
//	                    blocks 1 and 2
//	   1    83   178  b0 after 8, b2 (0) 10 tokens                    64+22+1+8
//	                    b2 comes after b1 (1) and goes first. Then one token is left of the 12, and b1's prompt of 6 may not
//	                    be split. Blocks: b0 3, b2 4–6: all are in use
//	   2   178   266  b0 9, b2 10                                     64+4+1+19      b1 needs 2 blocks, none is free
//	   3   266   356  b0 10, b2 11                                    64+4+1+21      the same
//	   4   356   434  b2 12                                           64+2+0+12
//	                    b0 was served first in this step, then b2 needs a fourth block. b0 is the least urgent: it loses its
//	                    blocks, and its token of this step. b2 takes 3, of 3, 2, 1; two of b0's blocks can still be found
//	   5   434   526  b2 13, b1 6 tokens                              64+14+1+13
//	                    b1 takes the blocks 2 and 1. b0 knows 12 tokens, all lost, and 5 are left of the budget
//	   6   526   615  b2 14 (last), b1 6                              64+4+1+20      b0: 12 tokens, 10 left
//	   7   615   688  b1 7 (last)                                     64+2+0+7       b0: 12 tokens, 11 left
//	   8   688   776  b0 all its 12 tokens again                      64+24          b3 (9): 2 tokens, 0 left
//	   9   776   859  b0 12, b3 2 tokens                              64+6+1+12
//	  10   859   950  b0 13, b3 2 (last), b4 3 tokens                 64+10+2+15
//	  11   950  1030  b0 14 (last)                                    64+2+0+14

// Gaps between tokens: 73 78 80 83 88×2 89×2 90×2 91×2 92 95, and 420 of b0 across the steps 4 to 7. Twice the median is
// 17.8 ms; the one longer gap shares its step with the 12 tokens that b0 computes again. Steps with more than 9 end the gaps
// of 95 and 420. The line goes through (10, 9.5), (6, 9.2), (2, 8.3), (3, 9.1) twice: it rises by 4.44 / 42.8 ms a token.
func urgentFacts() List {
	return List{
		Object{"title": "Cost of a chunk", "try": nil, "text": "Each 1,000 prefill tokens add about 104\u00a0ms to every decode in the step. " +
			"The line is a least-squares fit over the 5 gaps that share a step with prefill and cross no other."},
		Object{"title": "Long gaps", "try": nil, "text": "6.67\u2009% of gaps are longer than twice the median, 17.8\u00a0ms. " +
			"100\u2009% of them share a step with more than 9 prefill tokens, 100\u2009% with any."},
		Object{"title": "Full budget", "try": nil, "text": "13.3\u2009% of gaps sit in steps with more than 9 prefill tokens, 25.8\u00a0ms at p50."},
		Object{"title": "Across steps", "try": nil, "text": "1 gap of 1 request spanned steps that gave them no token, up to 42.0\u00a0ms. " +
			"All belong to preempted requests, so they are no step's latency."},
	}
}

// Urgent is that run.
func Urgent() *Run {
	return &Run{
		Name: "Urgent", Blocks: 6, Slots: 3, Budget: 12, Seed: 0, Profile: "round", Bin: 1, Busiest: 20,
		Density: Density{Top: 100, Cell: 2, Bands: [4][2]int{{0, 0}, {1, 3}, {4, 9}, {10, 12}}}, // 9.5 ms are 5 steps of 2 ms
		Facts:   urgentFacts(), Digest: "56c9cff612730b20", Extrapolated: List{}, Caveats: List{wholePrompts, shortPool("7", "28"), smallBlocks}, Tail: 0,
		Input: func() engine.Input {
			s := scenario.Default("round")
			s.Name = "Urgent"
			e := &s.Engine
			e.MaxNumSeqs, e.MaxNumBatchedTokens, e.BlockSize, e.NumGPUBlocks = 3, 12, 4, 7
			e.SchedulingPolicy, e.AsyncScheduling, e.EnableChunkedPrefill, e.SchedulerReserveFullISL = scheduler.Priority.String(), false, false, false
			s.Workload.Dataset = scenario.DatasetRequests
			s.Workload.Requests = []scenario.Request{
				{ArrivalS: 0, PromptLen: 8, OutputLen: 8, Priority: 5},
				{ArrivalS: 0, PromptLen: 6, OutputLen: 3, Priority: 1},
				{ArrivalS: 0.001, PromptLen: 10, OutputLen: 6, Priority: 0},
				{ArrivalS: 0.001, PromptLen: 2, OutputLen: 2, Priority: 9},
				{ArrivalS: 0.08, PromptLen: 3, OutputLen: 1, Priority: 0},
			}
			return engine.Input{Scenario: s, Profile: Round()}
		},
		Steps: []Step{
			{Decided: 3, Start: 3, End: 83, Running: 1, Blocks: 2,
				Batch: []Share{{0, 8, 0, Prompt}}},
			{Decided: 83, Start: 83, End: 178, Running: 2, Waiting: 2, Blocks: 6,
				Batch:   []Share{{0, 1, 8, Decode}, {2, 10, 0, Prompt}},
				Refused: Chunking, Queue: []Left{{1, "6 tokens, 1 left"}, {3, "needs 1 block"}}},
			{Decided: 178, Start: 178, End: 266, Running: 2, Waiting: 2, Blocks: 6,
				Batch:   []Share{{0, 1, 9, Decode}, {2, 1, 10, Decode}},
				Refused: Blocks, Queue: []Left{{1, "needs 2 blocks, 0 free"}, {3, "needs 1 block"}}},
			{Decided: 266, Start: 266, End: 356, Running: 2, Waiting: 2, Blocks: 6,
				Batch:   []Share{{0, 1, 10, Decode}, {2, 1, 11, Decode}},
				Refused: Blocks, Queue: []Left{{1, "needs 2 blocks, 0 free"}, {3, "needs 1 block"}}},
			{Decided: 356, Start: 356, End: 434, Running: 1, Waiting: 3, Blocks: 4, Cached: 2, Preempted: []int{0},
				Batch:   []Share{{2, 1, 12, Decode}},
				Refused: Preempting, Queue: []Left{{1, "needs 2 blocks"}, {0, "needs 3 blocks"}, {3, "needs 1 block"}}},
			{Decided: 434, Start: 434, End: 526, Running: 2, Waiting: 2, Blocks: 6,
				Batch:   []Share{{2, 1, 13, Decode}, {1, 6, 0, Prompt}},
				Refused: Chunking, Queue: []Left{{0, "12 tokens, 5 left"}, {3, "needs 1 block"}}},
			{Decided: 526, Start: 526, End: 615, Running: 2, Waiting: 2, Blocks: 6,
				Batch:   []Share{{2, 1, 14, Decode}, {1, 1, 6, Decode}},
				Refused: Chunking, Queue: []Left{{0, "12 tokens, 10 left"}, {3, "needs 1 block"}}},
			{Decided: 615, Start: 615, End: 688, Running: 1, Waiting: 2, Blocks: 2,
				Batch:   []Share{{1, 1, 7, Decode}},
				Refused: Chunking, Queue: []Left{{0, "12 tokens, 11 left"}, {3, "needs 1 block"}}},
			{Decided: 688, Start: 688, End: 776, Running: 1, Waiting: 1, Blocks: 3,
				Batch:   []Share{{0, 12, 0, Again}},
				Refused: Budget, Queue: []Left{{3, "2 tokens, 0 left"}}},
			{Decided: 776, Start: 776, End: 859, Running: 2, Blocks: 5,
				Batch: []Share{{0, 1, 12, Decode}, {3, 2, 0, Prompt}}},
			{Decided: 859, Start: 859, End: 950, Running: 3, Blocks: 6,
				Batch: []Share{{0, 1, 13, Decode}, {3, 1, 2, Decode}, {4, 3, 0, Prompt}}},
			{Decided: 950, Start: 950, End: 1030, Running: 1, Blocks: 4,
				Batch: []Share{{0, 1, 14, Decode}}},
		},
		// Delays and parts: see rush.go. Prefills added 21 to step 1, 13 to 5, 5 to 9 and 7 to 10. b0 decodes twice: 3 tokens
		// after 10 (228 of 273), 3 after 14 (240 of 254).
		Requests: []Request{
			// queue 0, prefill 0, decode 947−546−332, preempted 332
			{Arrival: 0, Sent: 0, Queued: 3, Admitted: 3, Prompt: 8, Output: 8, Preempted: 356, Back: 688, Idle: [2]int64{80, 7 * 78}, TTFTCause: ByPrefill, Cause: ByPreemption, Parts: [7]int64{3, 0, 168, 468, 26, 33, 332},
				Life: []Stretch{{InPrefill, 3, 83}, {InDecode, 83, 356}, {InQueueAgain, 356, 688}, {InPrefill, 688, 776}, {InDecode, 776, 1030}}},
			// 429, 92−76, 162−146
			{Arrival: 0, Sent: 0, Queued: 5, Admitted: 434, Prompt: 6, Output: 3, Idle: [2]int64{76, 2 * 73}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{5, 429, 92, 148, 14, 0, 0}},
			// 70, 95−84, 437−395
			{Arrival: 10, Sent: 10, Queued: 13, Admitted: 83, Prompt: 10, Output: 6, Idle: [2]int64{84, 5 * 79}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 70, 95, 395, 29, 13, 0}},
			// 761, 83−68, 91−69
			{Arrival: 10, Sent: 10, Queued: 15, Admitted: 776, Prompt: 2, Output: 2, Idle: [2]int64{68, 69}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{5, 761, 83, 69, 15, 7, 0}},
			// 56, 91−70, 0
			{Arrival: 800, Sent: 800, Queued: 803, Admitted: 859, Prompt: 3, Output: 1, Idle: [2]int64{70, 0}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 56, 91, 0, 0, 0, 0}},
		},
	}
}
