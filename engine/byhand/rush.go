package byhand

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// The rush: eight requests, more than the client may have in flight (5), than the engine has slots (3) and than the pool
// can hold (12 blocks of 4 tokens), served first come, first served, with asynchronous scheduling and chunked prefill.
//
// Asynchronous: a step is decided when the step before the last has ended, sees who was queued by then, and starts when
// the last one ends. The first two are decided one right after the other.
//
//	step decided start end  who                                                   cost
//
//	   0     3     3    99  r0 16 of its 20 tokens, all that a step may have      64+32
//	                          blocks: r0 1–4
//	   1     3    99   203  r0 the other 4, after 16                              64+8+2·16
//	                          blocks: r0 5. r1 comes at 0.5 ms, too late for this step
//	   2    99   203   310  r0 decodes after 20, r1 6 tokens, r2 2 after 12       64+18+2+20+3
//	                          r2 shares r0's first 12 tokens: three blocks found, two tokens left to compute.
//	                          Pairs: 6·6/2 + 2·12+2·2/2 = 44, ÷ 8 − 4 is a context of 1.5.
//	                          Blocks: r0 6, r1 7 and 8, r2 1–3 of r0 and 9. All three slots are taken; r3 and r4 stay.
//	   3   203   310   423  r0 after 21, r1 6, r2 14                              64+6+2+41
//	   4   310   423   539  r0 22 (its last), r1 7, r2 15                         64+6+2+44
//	   5   423   539   632  r1 8, r2 16; r0's last token is on its way            64+4+1+24
//	                          blocks: r1 10, r2 11. r0 keeps its slot until 53.9 ms
//	   6   539   632   748  r1 9, r2 17 (last), r3 10 tokens                      64+24+2+26
//	                          r0 has ended: 6, 5 and 4 are free (behind 12); 1 to 3 are still r2's. r3 takes 12, 6, 5.
//	                          r5 has waited for r0's seat at the client, and is sent now
//	   7   632   748   837  r1 10 (last), r3 10                                   64+4+1+20
//	   8   748   837   944  r3 11, r4 15 of 16                                    64+32+0+11
//	                          r2 has ended: free are 4, 11, 9, 3, 2, 1. r4 takes the first four; of the prefix that r0 left,
//	                          two blocks can still be found. r6 gets r2's seat at the client
//	   9   837   944  1065  r3 12, r4 its last token of 16, r5 12 tokens          64+28+2+27
//	                          One token counts as a decode, whose ever it is. Free were 2, 1, 10, 8, 7: r3 takes 2, r5 1, 10, 8.
//	                          The prefix is gone. r7 gets r1's seat, comes at 84.0 ms and is not seen yet
//	  10   944  1065  1163  r3 13, r4 16                                          64+4+1+29
//	                          r4 takes 7, the last one; r5 needs a fourth block, is the last in line, and loses its own three.
//	                          It has a token on its way. A step that preempts admits nobody
//	  11  1065  1163  1263  r3 14, r4 17 (last)                                   64+4+1+31
//	                          r5 knows 13 tokens: it finds its three blocks, which lie free, and needs one more: 4, of 3
//	  12  1163  1263  1344  r3 15                                                 64+2+0+15
//	  13  1263  1344  1450  r3 16 (last), r5 5 tokens after 8, r6 3 tokens        64+18+2+16+6
//	                          r4 has ended: free are 8, 10, 1, 7, 3, 9, 11, 4. r3 takes 8, and with it r5's third block; r5
//	                          finds 8 of its 13 tokens and takes 7 and 3. r6 takes 9.
//	                          Pairs: 5·8+12 + 3·3/2 = 56 (halves are dropped), ÷ 8 − 4 is a context of 3
//	  14  1344  1450  1529  r5 13; the last tokens of r3 and r6 are on their way  64+2+0+13
//	  15  1450  1529  1639  r5 14 (last), r7 15 of 20                             64+32+0+14
//	                          r7 asks for r0's prefix, which nobody has any more
//	  16  1529  1639  1743  r7 the other 5, after 15                              64+10+0+30
//	  17  1639  1743  1829  r7 20 (last)                                          64+2+0+20
//
// At 174.3 ms there is nothing to decide: the last token is on its way.

// Gaps between tokens, in order (× how many): 79 81 86 89×2 93×2 98×2 100×2 106 107×2 110 113×3 116×5 121, and 385 of r5 across
// the steps 10 to 12. 10 of these 25 are longer than the objective of 11 ms, and 4 of the 10 share their step with prefill,
// of 8 to 12 tokens. The steps with more than 12 end the gaps of 107 and 110: 10.85 ms at the median. The line goes through
// (8, 10.7), (10, 11.6) twice, (15, 10.7), (12, 12.1), (8, 10.6), (15, 11.0): it rises by 0.6143 / 52.857 ms a token.
func rushFacts() List {
	return List{
		Object{"title": "Cost of a chunk", "try": nil, "text": "Each 1,000 prefill tokens add about 11.6\u00a0ms to every decode in the step. " +
			"The line is a least-squares fit over the 7 gaps that share a step with prefill and cross no other."},
		Object{"title": "Long gaps", "try": nil, "text": "40.0\u2009% of gaps are longer than the TPOT objective of 11.0\u00a0ms. Only 40.0\u2009% of them share a step with prefill."},
		Object{"title": "Full budget", "try": nil, "text": "8.00\u2009% of gaps sit in steps with more than 12 prefill tokens, 10.8\u00a0ms at p50."},
		Object{"title": "Across steps", "try": nil, "text": "1 gap of 1 request spanned steps that gave them no token, up to 38.5\u00a0ms. " +
			"All belong to preempted requests, so they are no step's latency."},
	}
}

// Rush is that run.
func Rush() *Run { return rush("Rush", Round) }

// Strained is the same on a profile that was measured up to 12 prefill tokens, contexts of 20, 2 decodes and 1 beside a
// prefill. Nothing happens otherwise, since the tables go on as they rose; but seven steps are beyond what was measured.
func Strained() *Run {
	r := rush("Strained", Narrow)
	r.Extrapolated = List{
		Object{"what": "prefill_tokens", "limit": 12, "steps": 3},
		Object{"what": "context", "limit": 20, "steps": 2},
		Object{"what": "decode_seqs", "limit": 2, "steps": 2},
		Object{"what": "decode_seqs_mixed", "limit": 1, "steps": 2},
	}
	r.Caveats = List{
		Object{"path": "engine.max_num_batched_tokens", "text": "max_num_batched_tokens 16: prefill was measured up to 12 tokens a step"},
		Object{"path": "engine.max_num_seqs", "text": "max_num_seqs 3: decode was measured up to 2 sequences"},
		shortPool("13", "52"), smallBlocks,
	}
	r.Steps[0].Beyond.Prefill = true                         // 16 tokens
	r.Steps[3].Beyond = Beyond{Context: true, Decodes: true} // three decodes, the longest after 21
	r.Steps[4].Beyond = Beyond{Context: true, Decodes: true} // after 22
	r.Steps[6].Beyond.Mixed = true                           // two decodes beside 10 tokens
	r.Steps[8].Beyond.Prefill = true                         // 15
	r.Steps[9].Beyond.Mixed = true                           // two decodes, one of them the end of a prompt, beside 12
	r.Steps[15].Beyond.Prefill = true                        // 15
	return r
}

func rush(name string, on func() *profile.Profile) *Run {
	return &Run{
		Name: name, Blocks: 12, Slots: 3, Budget: 16, Seed: 7, TTFT: 526, TPOT: 110, E2E: 1200, Profile: on().ID, Bin: 1, Busiest: 33,
		Density: Density{Top: 140, Cell: 2, Bands: [4][2]int{{0, 0}, {1, 4}, {5, 12}, {13, 16}}},
		Facts:   rushFacts(), Digest: "051563a3bdd98816", InFlight: 5, Extrapolated: List{}, Caveats: List{shortPool("13", "52"), smallBlocks}, Tail: 3,
		Input: func() engine.Input {
			s := scenario.Default(on().ID)
			s.Name, s.Seed = name, 7
			s.Engine.MaxNumSeqs, s.Engine.MaxNumBatchedTokens = 3, 16
			s.Engine.BlockSize, s.Engine.NumGPUBlocks = 4, 13
			s.SLO = scenario.SLO{TTFTMs: 52.6, TPOTMs: 11, E2ELMs: 120}
			s.Workload.Dataset, s.Workload.MaxConcurrency = scenario.DatasetRequests, 5
			s.Workload.Requests = []scenario.Request{
				{ArrivalS: 0, PromptLen: 20, OutputLen: 4, PrefixGroup: 1, SharedPrefixLen: 12},
				{ArrivalS: 0, PromptLen: 6, OutputLen: 6},
				{ArrivalS: 0.005, PromptLen: 14, OutputLen: 5, PrefixGroup: 1, SharedPrefixLen: 12},
				{ArrivalS: 0.006, PromptLen: 10, OutputLen: 8},
				{ArrivalS: 0.006, PromptLen: 16, OutputLen: 3},
				{ArrivalS: 0.007, PromptLen: 12, OutputLen: 4},
				{ArrivalS: 0.05, PromptLen: 3, OutputLen: 1},
				{ArrivalS: 0.08, PromptLen: 20, OutputLen: 2, PrefixGroup: 1, SharedPrefixLen: 12},
			}
			return engine.Input{Scenario: s, Profile: on()}
		},
		Steps: []Step{
			{Decided: 3, Start: 3, End: 99, Running: 1, Blocks: 4,
				Batch: []Share{{0, 16, 0, Chunk}}},
			{Decided: 3, Start: 99, End: 203, Running: 1, Blocks: 5,
				Batch: []Share{{0, 4, 16, Prompt}}},
			{Decided: 99, Start: 203, End: 310, Running: 3, Waiting: 2, Blocks: 9,
				Batch:   []Share{{0, 1, 20, Decode}, {1, 6, 0, Prompt}, {2, 2, 12, Prompt}},
				Refused: Slots, Queue: []Left{{3, "needs 3 blocks"}, {4, "needs 4 blocks"}}},
			{Decided: 203, Start: 310, End: 423, Running: 3, Waiting: 2, Blocks: 9,
				Batch:   []Share{{0, 1, 21, Decode}, {1, 1, 6, Decode}, {2, 1, 14, Decode}},
				Refused: Slots, Queue: []Left{{3, "needs 3 blocks"}, {4, "needs 4 blocks"}}},
			{Decided: 310, Start: 423, End: 539, Running: 3, Waiting: 2, Blocks: 9,
				Batch:   []Share{{0, 1, 22, Decode}, {1, 1, 7, Decode}, {2, 1, 15, Decode}},
				Refused: Slots, Queue: []Left{{3, "needs 3 blocks"}, {4, "needs 4 blocks"}}},
			{Decided: 423, Start: 539, End: 632, Running: 3, Waiting: 2, Blocks: 11,
				Batch:   []Share{{1, 1, 8, Decode}, {2, 1, 16, Decode}},
				Refused: Slots, Queue: []Left{{3, "needs 3 blocks"}, {4, "needs 4 blocks"}}},
			{Decided: 539, Start: 632, End: 748, Running: 3, Waiting: 1, Blocks: 11,
				Batch:   []Share{{1, 1, 9, Decode}, {2, 1, 17, Decode}, {3, 10, 0, Prompt}},
				Refused: Slots, Queue: []Left{{4, "needs 4 blocks"}}},
			{Decided: 632, Start: 748, End: 837, Running: 3, Waiting: 2, Blocks: 11,
				Batch:   []Share{{1, 1, 10, Decode}, {3, 1, 10, Decode}},
				Refused: Slots, Queue: []Left{{4, "needs 4 blocks"}, {5, "needs 3 blocks"}}},
			{Decided: 748, Start: 837, End: 944, Running: 3, Waiting: 1, Blocks: 10, Cached: 2,
				Batch:   []Share{{3, 1, 11, Decode}, {4, 15, 0, Chunk}},
				Refused: Slots, Queue: []Left{{5, "needs 3 blocks"}}},
			{Decided: 837, Start: 944, End: 1065, Running: 3, Waiting: 1, Blocks: 11,
				Batch:   []Share{{3, 1, 12, Decode}, {4, 1, 15, Prompt}, {5, 12, 0, Prompt}},
				Refused: Slots, Queue: []Left{{6, "needs 1 block"}}},
			{Decided: 944, Start: 1065, End: 1163, Running: 2, Waiting: 3, Blocks: 9, Cached: 3, Preempted: []int{5},
				Batch:   []Share{{3, 1, 13, Decode}, {4, 1, 16, Decode}},
				Refused: Preempting, Queue: []Left{{5, "needs 3 blocks"}, {6, "needs 1 block"}, {7, "needs 5 blocks"}}},
			{Decided: 1065, Start: 1163, End: 1263, Running: 2, Waiting: 3, Blocks: 9, Cached: 3,
				Batch:   []Share{{3, 1, 14, Decode}, {4, 1, 17, Decode}},
				Refused: Reserve, Queue: []Left{{5, "needs 4 blocks, 3 free"}, {6, "needs 1 block"}, {7, "needs 5 blocks"}}},
			{Decided: 1163, Start: 1263, End: 1344, Running: 2, Waiting: 3, Blocks: 9, Cached: 3,
				Batch:   []Share{{3, 1, 15, Decode}},
				Refused: Reserve, Queue: []Left{{5, "needs 4 blocks, 3 free"}, {6, "needs 1 block"}, {7, "needs 5 blocks"}}},
			{Decided: 1263, Start: 1344, End: 1450, Running: 3, Waiting: 1, Blocks: 10,
				Batch:   []Share{{3, 1, 16, Decode}, {5, 5, 8, Again}, {6, 3, 0, Prompt}},
				Refused: Slots, Queue: []Left{{7, "needs 5 blocks"}}},
			{Decided: 1344, Start: 1450, End: 1529, Running: 3, Waiting: 1, Blocks: 10,
				Batch:   []Share{{5, 1, 13, Decode}},
				Refused: Slots, Queue: []Left{{7, "needs 5 blocks"}}},
			{Decided: 1450, Start: 1529, End: 1639, Running: 2, Blocks: 8,
				Batch: []Share{{5, 1, 14, Decode}, {7, 15, 0, Chunk}}},
			{Decided: 1529, Start: 1639, End: 1743, Running: 2, Blocks: 9,
				Batch: []Share{{7, 5, 15, Prompt}}},
			{Decided: 1639, Start: 1743, End: 1829, Running: 1, Blocks: 6,
				Batch: []Share{{7, 1, 20, Decode}}},
		},
		// Alone, a prompt of up to 16 tokens takes 64 + 2·tokens, one of 20 takes 96 + 104 = 200; a token, after the prompt
		// and half of the outputs, 66 + that context. What is above that is a delay, and the largest is the cause.
		//
		// Of the decodes' time, others' prefills added to a step what it would not have taken without them: 21 to steps 2 and
		// 6, 30 to 8 and 15, 25 to 9, 24 to 13. Tokens alone are asked for after the prompt, what was written before the stretch,
		// and half of what it writes: r5's last two would take 81 each, after 15, and have 189 − 30 left to take.
		Requests: []Request{
			// queue 0, prefill 0, decode 336−264: nothing delays the first token, which is then its own prefill's
			{Arrival: 0, Sent: 0, Queued: 3, Admitted: 3, Prompt: 20, Output: 4, Idle: [2]int64{200, 3 * 88}, TTFTCause: ByPrefill, Cause: ByDecode, Parts: [7]int64{3, 0, 200, 264, 51, 21, 0}},
			// 94, 211−76, 527−375
			{Arrival: 0, Sent: 0, Queued: 5, Admitted: 99, Prompt: 6, Output: 6, Idle: [2]int64{76, 5 * 75}, TTFTCause: ByPrefill, Cause: ByDecode, Parts: [7]int64{5, 94, 211, 375, 131, 21, 0}},
			// 46, 211−92, 438−328
			{Arrival: 50, Sent: 50, Queued: 53, Admitted: 99, Prompt: 14, Output: 5, Hit: 12, Idle: [2]int64{92, 4 * 82}, TTFTCause: ByPrefill, Cause: ByPrefill, Parts: [7]int64{3, 46, 211, 332, 85, 21, 0}},
			// 476, 209−84, 702−560
			{Arrival: 60, Sent: 60, Queued: 63, Admitted: 539, Prompt: 10, Output: 8, Idle: [2]int64{84, 7 * 80}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 476, 209, 560, 63, 79, 0}},
			// 683, 317−96, 198−166; the frontend is busy with r3 until 6.2 ms
			{Arrival: 60, Sent: 60, Queued: 65, Admitted: 748, Prompt: 16, Output: 3, Idle: [2]int64{96, 2 * 83}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{5, 683, 317, 168, 30, 0, 0}},
			// 295, 228−88, 574−240−319, and 319 between preemption and readmission
			{Arrival: 70, Sent: 539, Queued: 542, Admitted: 837, Prompt: 12, Output: 4, HitAgain: 8, Preempted: 944, Back: 1263, Idle: [2]int64{88, 3 * 80}, TTFTCause: ByQueue, Cause: ByPreemption, Parts: [7]int64{3, 295, 294, 159, 0, 30, 319},
				Life: []Stretch{{InQueue, 542, 837}, {InPrefill, 837, 944}, {InQueueAgain, 944, 1263}, {InPrefill, 1263, 1450}, {InDecode, 1450, 1639}}},
			// 512, 187−70, 0
			{Arrival: 500, Sent: 748, Queued: 751, Admitted: 1263, Prompt: 3, Output: 1, Idle: [2]int64{70, 0}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 512, 187, 0, 0, 0, 0}},
			// 610, 293−200, 86−87
			{Arrival: 800, Sent: 837, Queued: 840, Admitted: 1450, Prompt: 20, Output: 2, Idle: [2]int64{200, 87}, TTFTCause: ByQueue, Cause: ByQueue, Parts: [7]int64{3, 610, 293, 86, 0, 0, 0}},
		},
	}
}
