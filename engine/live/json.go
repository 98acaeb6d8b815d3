package live

import "github.com/llmemu/playground/internal/plainjson"

// Members are those of the JSON.
func (h *Header) Members() plainjson.Members {
	return plainjson.Members{
		"now_s", &h.NowS, "rate", &h.Rate, "arriving", &h.Arriving, "held", &h.Held,
		"step", &h.Step, "step_ms", &h.StepMs, "step_tokens", &h.StepTokens,
		"running", &h.Running, "max_num_seqs", &h.MaxNumSeqs, "waiting", &h.Waiting,
		"used_blocks", &h.UsedBlocks, "blocks", &h.Blocks, "block_size", &h.BlockSize, "head_needs", &h.HeadNeeds,
		"finished", &h.Finished, "aborted", &h.Aborted, "tokens_per_s", &h.TokensPerS, "preempted", &h.Preempted,
		"own", plainjson.List(&h.Own), "columns", plainjson.List(&h.Columns),
	}
}

// Members are those of the JSON.
func (o *Own) Members() plainjson.Members {
	return plainjson.Members{
		"id", &o.ID, "prompt_len", &o.PromptLen, "output_len", &o.OutputLen, "tokens", &o.Tokens,
		"admitted", &o.Admitted, "done", &o.Done, "aborted", &o.Aborted,
		"frontend_ms", &o.FrontendMs, "queue_ms", &o.QueueMs, "prefill_ms", &o.PrefillMs, "ttft_ms", &o.TTFTMs,
		"decode_ms", &o.DecodeMs, "preempted_ms", &o.PreemptedMs, "preemptions", &o.Preemptions, "so_far_ms", &o.SoFarMs, "tokens_per_s", &o.TokensPerS,
		"gaps", &o.Gaps, "shared", &o.Shared, "broken", &o.Broken,
	}
}
