package scheduler

// Reason says why a waiting request was not admitted in a step. Batch.Refused has that of the head of the queue.
type Reason uint8

// Reasons, in the order of their codes in packed columns.
const (
	NotRefused    Reason = iota // nobody waits
	ByPreemption                // a step that preempts admits nobody
	BySeqs                      // max_num_seqs requests are running
	ByBudget                    // max_num_batched_tokens are spent
	ByChunkingOff               // the prompt exceeds what is left of the budget, and chunked prefill is off
	ByReserve                   // the pool cannot hold the whole prompt (scheduler_reserve_full_isl)
	ByBlocks                    // the pool cannot hold the first chunk
	ByHead                      // the head of the queue cannot go, and is never skipped
	NumReasons
)

// Limit is the argument that a request was refused by: with more of it, the request would have gone.
type Limit string

// Limits, under vLLM's names.
const (
	NoLimit             Limit = ""
	MaxNumSeqs          Limit = "max_num_seqs"
	MaxNumBatchedTokens Limit = "max_num_batched_tokens"
	NumGPUBlocks        Limit = "num_gpu_blocks"
)

var limits = [NumReasons]Limit{
	ByPreemption:  NumGPUBlocks,
	BySeqs:        MaxNumSeqs,
	ByBudget:      MaxNumBatchedTokens,
	ByChunkingOff: MaxNumBatchedTokens,
	ByReserve:     NumGPUBlocks,
	ByBlocks:      NumGPUBlocks,
}

// Limit is what the reason comes from; none where nobody waits, and for whoever stands behind the head.
func (r Reason) Limit() Limit { return limits[r] }
