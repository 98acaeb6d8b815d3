package servercfg

import (
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// check holds what vLLM would run to the rules of its start.
func (c *start) check() {
	c.checkLengths()
	c.checkLimits()
	c.checkMemory()
	c.checkBlockSize()
	c.find(c.engine.Watermark > 0 && c.version < scheduler.V028, "engine.watermark", Refuse,
		"vLLM %s has no watermark; 0.28 has", c.version.String())
}

func (c *start) checkLengths() {
	longest, own := c.maxModelLen(), c.profile.Model.MaxModelLen
	c.find(longest > own, "engine.max_model_len", Refuse,
		"max_model_len (%s) is greater than the model's own (%s)", format.Count(longest), format.Count(own))
	kind := Refuse
	if c.version < scheduler.V028 {
		kind = Doubt
	}
	threshold := c.engine.LongPrefillTokenThreshold
	c.find(threshold > longest, "engine.long_prefill_token_threshold", kind,
		"long_prefill_token_threshold (%s) cannot be greater than max_model_len (%s)", format.Count(threshold), format.Count(longest))
}

func (c *start) checkLimits() {
	e, longest := c.engine, c.maxModelLen()
	tokens, seqs := format.Count(e.MaxNumBatchedTokens), format.Count(e.MaxNumSeqs)
	given := "engine.max_num_batched_tokens"
	if c.asked.Engine.MaxNumBatchedTokens == 0 {
		given = "engine.max_num_seqs"
	}
	c.find(e.MaxNumBatchedTokens < e.MaxNumSeqs, given, Refuse,
		"max_num_batched_tokens (%s) must be greater than or equal to max_num_seqs (%s)", tokens, seqs)
	c.find(!e.EnableChunkedPrefill && e.MaxNumBatchedTokens < longest, "engine.max_num_batched_tokens", Refuse,
		"without chunked prefill max_num_batched_tokens (%s) must not be smaller than max_model_len (%s)", tokens, format.Count(longest))
	c.find(e.MaxNumBatchedTokens > e.MaxNumSeqs*longest, "engine.max_num_batched_tokens", Warn,
		"max_num_batched_tokens (%s) exceeds max_num_seqs * max_model_len (%s)", tokens, format.Count(e.MaxNumSeqs*longest))
}

// checkMemory holds the KV pool to what one request may need, and to the card. A pool that is given (num_gpu_blocks_override) is
// believed; what vLLM makes of one that does not fit hangs on its version.
func (c *start) checkMemory() {
	e, p, longest := c.engine, c.profile, c.maxModelLen()
	c.find(e.GPUMemoryUtilization >= 1, "engine.gpu_memory_utilization", Refuse,
		"free memory on %s at startup is less than all of it, since the driver and CUDA take some: gpu_memory_utilization has to be below 1", p.GPU.Name)
	block := p.KVBytesPerToken() * e.BlockSize
	if block == 0 {
		return
	}
	needed, card := (longest+e.BlockSize-1)/e.BlockSize, p.NumGPUBlocks(e.GPUMemoryUtilization, e.BlockSize)
	if given := e.NumGPUBlocks; given > 0 {
		c.find(given > card, "engine.num_gpu_blocks", Doubt,
			"num_gpu_blocks (%s) are more than the %s that fit into the memory beside the model, so vLLM would run out of it", format.Count(given), format.Count(card))
		c.find(given < needed, "engine.num_gpu_blocks", Doubt,
			"one request of max_model_len (%s) needs %s blocks, num_gpu_blocks are %s; the largest length that fits is %s",
			format.Count(longest), format.Count(needed), format.Count(given), format.Count(given*e.BlockSize))
	} else {
		c.find(needed > card && card > 0, "engine.max_model_len", Refuse,
			"to serve one request of max_model_len (%s), %s GiB KV cache is needed, more than the available %s GiB; the largest length that fits is %s",
			format.Count(longest), gib(needed*block), gib(card*block), format.Count(card*e.BlockSize))
	}
	c.checkActivations(card * block)
}

// checkActivations compares the least that vLLM's profiling run needs, a step that is full in both limits, with the memory that
// is free beside the model: gate and up of one layer for each token, and a logit in 4 bytes for each sequence and word.
func (c *start) checkActivations(free int64) {
	e, m := c.engine, &c.profile.Model
	layer := e.MaxNumBatchedTokens * 2 * 2 * m.Intermediate / c.profile.Engine.TP
	logits := e.MaxNumSeqs * 4 * m.Vocab
	path := "engine.max_num_batched_tokens"
	if logits > layer {
		path = "engine.max_num_seqs"
	}
	c.find(layer+logits > free && free > 0, path, Doubt,
		"a step of %s tokens and %s sequences needs at least %s GiB beside the model, which has %s: vLLM would run out of memory in its profiling run",
		format.Count(e.MaxNumBatchedTokens), format.Count(e.MaxNumSeqs), gib(layer+logits), gib(free))
}

// checkBlockSize knows the blocks that attention backends take: FlashAttention multiples of 16, FlashInfer 16, 32 and 64.
func (c *start) checkBlockSize() {
	size, backend := c.engine.BlockSize, c.profile.Engine.AttentionBackend
	c.find(size%16 != 0, "engine.block_size", Refuse, "no attention backend takes blocks of %s tokens, only multiples of 16", format.Count(size))
	c.find(size%16 == 0 && backend == "FLASHINFER" && size != 16 && size != 32 && size != 64, "engine.block_size", Doubt,
		"FlashInfer, with which the profile was measured, takes blocks of 16, 32 and 64 tokens, not of %s", format.Count(size))
}

// gib is a size in GiB with two decimals, as vLLM writes it.
func gib(bytes int64) string {
	hundredths := (bytes*100 + 1<<29) >> 30
	return message.Sprintf("%s.%d%d", format.Count(hundredths/100), hundredths/10%10, hundredths%10)
}
