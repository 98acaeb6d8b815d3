package silicon

import (
	"fmt"

	"github.com/llmemu/playground/engine/profile"
)

// Conditions are how the engine of a group ran.
type Conditions struct {
	VLLMVersion         string  `json:"vllm_version"`
	KVCacheDType        string  `json:"kv_cache_dtype"`
	MaxNumSeqs          int64   `json:"max_num_seqs"` // 0: as many as concurrency
	MaxNumBatchedTokens int64   `json:"max_num_batched_tokens"`
	AsyncScheduling     bool    `json:"async_scheduling"`
	EnablePrefixCaching bool    `json:"enable_prefix_caching"`
	ShortestShare       float64 `json:"shortest_share"` // of the lengths, which are uniform from it to the whole
	Assumed             bool    `json:"assumed"`        // by us; else the script of the run says so
}

// conditionsOf are the conditions of a model's rows on a GPU. Those of InferenceX are what its scripts did at the date of
// the runs, which is not all that they meant to: the one for the H100 wrote its flags to a file that vLLM did not read.
func conditionsOf(model, gpu string) (*Conditions, error) {
	inferenceX := Conditions{
		VLLMVersion: "0.10.2", KVCacheDType: "fp8", MaxNumBatchedTokens: 8192, AsyncScheduling: true, ShortestShare: 0.8,
	}
	switch model + " " + gpu {
	case "llama-3.1-70b h100":
		inferenceX.KVCacheDType, inferenceX.AsyncScheduling, inferenceX.EnablePrefixCaching = "bf16", false, true
		return &inferenceX, nil
	case "llama-3.1-70b h200":
		return &inferenceX, nil
	case "llama-3.1-70b b200":
		inferenceX.MaxNumSeqs = 512
		return &inferenceX, nil
	case "qwen3-32b h100":
		// A private run without flags: vLLM's defaults of that version, lengths within ±10 %.
		return &Conditions{
			VLLMVersion: "0.12.0", KVCacheDType: "bf16", MaxNumSeqs: 1024, MaxNumBatchedTokens: 8192, ShortestShare: 9. / 11, Assumed: true,
		}, nil
	}
	return nil, fmt.Errorf("%s on %s: nobody knows the conditions of these rows", model, gpu)
}

// server is what surrounded the GPU.
func (c *Conditions) server() profile.Server {
	return profile.ServerOf(c.VLLMVersion, profile.EndpointCompletions, c.AsyncScheduling)
}
