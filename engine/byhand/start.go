package byhand

// What vLLM would say to engines of this size. A request of 64 tokens takes 16 blocks of 4.
var (
	smallBlocks = Object{"path": "engine.block_size",
		"text": "vLLM would refuse this: no attention backend takes blocks of 4 tokens, only multiples of 16"}
	wholePrompts = Object{"path": "engine.max_num_batched_tokens",
		"text": "vLLM would refuse this: without chunked prefill max_num_batched_tokens (12) must not be smaller than max_model_len (64)"}
)

func shortPool(blocks, tokens string) Object {
	return Object{"path": "engine.num_gpu_blocks", "text": "vLLM may refuse this: one request of max_model_len (64) needs 16 blocks, num_gpu_blocks are " +
		blocks + "; the largest length that fits is " + tokens}
}
