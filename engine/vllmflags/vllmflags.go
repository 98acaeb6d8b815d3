// Package vllmflags turns a scenario into the command lines of vLLM that mean it, and command lines into a scenario: `vllm serve` and
// `vllm bench serve`, as they stand in a terminal, in READMEs, Dockerfiles, compose files and Helm charts. What a scenario cannot hold is
// listed with what it would have changed: nothing is dropped in silence. It stands apart from package scenario since the engine needs no
// command lines.
package vllmflags

import (
	"strings"

	"github.com/llmemu/playground/engine/scenario"
)

// MaxBytes bounds the text that Read looks at.
const MaxBytes = 256 << 10

// Offer is a profile that a command line may mean.
type Offer struct {
	ID    string
	Model string // "meta-llama/Llama-3.1-70B"
	GPU   string // "H100"
	DType string // of the weights: "bfloat16", "float16", "fp8"
	TP    int64  // tensor_parallel_size
}

// Kind is what became of a flag.
type Kind = string

// Kinds of notes, from what matters most to what does not matter.
const (
	NotModelled Kind = "not modelled"   // it would have changed latencies, and does not here
	Unknown     Kind = "unknown"        // no flag of vLLM 0.19 or 0.28 as far as is known here
	Changed     Kind = "changed"        // taken in a sense that is near to its own
	NoEffect    Kind = "without effect" // it changes nothing that is emulated
)

// Note says what became of something in the command lines that is no field of the scenario.
type Note struct {
	Kind Kind
	Flag string // as vLLM names it: "--speculative-config"; or an environment variable, or a command
	Text string // what it would have changed, or why it does not matter; a sentence without its end
}

func (n Note) String() string { return n.Flag + ": " + n.Text }

// Reading is what command lines mean.
type Reading struct {
	Scenario *scenario.Scenario
	Taken    []string // paths of the fields that they set, in the order of the fields
	Notes    []Note   // by kind, then as they stand
}

// Commands are what a scenario is to vLLM.
type Commands struct {
	Serve string // one command of a shell, its flags on lines of their own
	Bench string
	Rest  string // a comment for Read alone: what of the scenario no flag says
	Notes []Note // what vLLM would do otherwise; Flag is the scenario's field
}

// Text is all of it, for a terminal: Read gives the scenario back.
func (c *Commands) Text() string {
	return strings.Join([]string{c.Rest, c.Serve, "", c.Bench, ""}, "\n")
}

// Error is what stands in command lines and cannot be.
type Error struct {
	Flag    string // "" where no flag is at fault
	Message string
}

func (e *Error) Error() string {
	if e.Flag == "" {
		return e.Message
	}
	return e.Flag + ": " + e.Message
}
