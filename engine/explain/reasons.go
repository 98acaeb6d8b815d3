package explain

import "github.com/llmemu/playground/engine/scheduler"

// reason is why requests wait, as the page says it.
type reason struct {
	code     string // a name for colours and tests
	short    string // for a pill
	sentence string
	title    string // of the fact about a tail that waited for it
	blame    string // completes "… of … steps with a queue refused its head: "
}

var reasons = [scheduler.NumReasons]reason{
	scheduler.NotRefused: {"none", "", "Nobody waits.", "", ""},
	scheduler.ByPreemption: {"preempting", "step preempts", "A step that preempts admits nobody.",
		"Preemptions kept the queue waiting.", "the step preempted, and such a step admits nobody"},
	scheduler.BySeqs: {"seqs", "max_num_seqs", "max_num_seqs requests are running already.",
		"max_num_seqs was reached.", "max_num_seqs requests were running"},
	scheduler.ByBudget: {"budget", "budget spent", "max_num_batched_tokens are spent.",
		"The token budget was spent.", "max_num_batched_tokens were spent"},
	scheduler.ByChunkingOff: {"chunking", "chunking off", "The prompt exceeds what is left of the budget, and chunked prefill is off.",
		"Whole prompts did not fit into the budget.", "the prompt exceeded the budget left, with chunked prefill off"},
	scheduler.ByReserve: {"blocks", "KV pool full", "The pool cannot hold the whole prompt of the head of the queue, and the head is never skipped.",
		"The KV pool was full.", "the pool lacked free blocks"},
	scheduler.ByBlocks: {"blocks", "KV pool full", "The pool cannot hold the next chunk of the head of the queue, and the head is never skipped.",
		"The KV pool was full.", "the pool lacked free blocks"},
	scheduler.ByHead: {"behind", "behind the head", "", "", ""},
}

// ReasonNames are short names of the reasons for which a request is refused, by their codes: those of column step.refused.
func ReasonNames() []string {
	names := make([]string, len(reasons))
	for code, r := range reasons {
		names[code] = r.short
	}
	return names
}
