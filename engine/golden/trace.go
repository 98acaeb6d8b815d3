// Package golden replays recorded decision traces of vLLM's own V1 scheduler through this scheduler and compares every
// field of every step. A trace file holds one scenario per line, as JSON: configuration, requests and step records.
package golden

import (
	"encoding/json"
	"fmt"
)

// trace is one recorded scenario.
type trace struct {
	Name   string `json:"name"`
	Commit string `json:"vllm_commit"` // of which version the decisions are
	Config struct {
		MaxNumSeqs                int    `json:"max_num_seqs"`
		MaxNumBatchedTokens       int    `json:"max_num_batched_tokens"`
		MaxModelLen               int    `json:"max_model_len"`
		BlockSize                 int    `json:"block_size"`
		NumGPUBlocks              int    `json:"num_gpu_blocks"`
		EnableChunkedPrefill      bool   `json:"enable_chunked_prefill"`
		EnablePrefixCaching       bool   `json:"enable_prefix_caching"`
		LongPrefillTokenThreshold int    `json:"long_prefill_token_threshold"`
		Policy                    string `json:"policy"`
		AsyncScheduling           bool   `json:"async_scheduling"`
		SchedulerReserveFullISL   bool   `json:"scheduler_reserve_full_isl"`

		Watermark               float64 `json:"watermark"`
		MaxNumScheduledTokens   int     `json:"max_num_scheduled_tokens"` // null or absent: max_num_batched_tokens
		PrefillScheduleInterval int     `json:"prefill_schedule_interval"`
	} `json:"config"`
	Requests      []request `json:"requests"`
	MaxIterations int       `json:"max_iterations"` // 0: recorded to the end
	Steps         []step    `json:"steps"`
}

type request struct {
	ID              string `json:"id"`
	ArrivalStep     int    `json:"arrival_step"`
	ArrivalTime     int64  `json:"arrival_time"`
	PromptLen       int    `json:"prompt_len"`
	OutputLen       int    `json:"output_len"`
	Priority        int64  `json:"priority"`
	SharedPrefixLen int    `json:"shared_prefix_len"`
	PrefixGroup     *int   `json:"prefix_group"`
	PrefixOf        string `json:"prefix_of"`
	AbortStep       *int   `json:"abort_step"` // the iteration in which its client goes away
}

// step is what one iteration of the engine loop did.
type step struct {
	Iteration int        `json:"it"`
	Add       []string   `json:"add"`
	Abort     []string   `json:"ab"`
	Schedule  *scheduled `json:"s"`
	Update    *updated   `json:"u"`
}

type scheduled struct {
	Entries   []count  `json:"n"`
	New       []count  `json:"new"`
	Resumed   []count  `json:"res"`
	Preempted []string `json:"pre"`
	Queues    [3]int   `json:"q"` // running, waiting, free blocks
	FreeQueue string   `json:"fq"`
	Throttled int      `json:"th"` // 1 where prefill_schedule_interval lets prefill be deferred
}

type updated struct {
	Of       int     `json:"of"`
	Finished []count `json:"fin"`
	Queues   [3]int  `json:"q"`
}

// count is a request id with a number of tokens, an array of two in JSON.
type count struct {
	ID     string
	Tokens int
}

func (c *count) UnmarshalJSON(data []byte) error {
	pair := [2]any{&c.ID, &c.Tokens}
	return json.Unmarshal(data, &pair)
}

func (c count) String() string { return fmt.Sprintf("%s:%d", c.ID, c.Tokens) }
