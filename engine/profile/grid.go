package profile

// WorkPerToken is what a prefill token costs in attention besides its query-key pairs, in half pairs: as much as 512
// keys. Chosen by the error on held-out measurements of two GPUs, see docs/PROFILES.md.
const WorkPerToken = 1024

// Grid holds the latency of a step as a sum: Dense(tokens) + attention + Head(outputs). Attention is Decode where the
// step has no prefill, Prefill where it has no decodes, and Mixed otherwise, or Prefill + Decode where nobody measured
// mixed steps; all are times of the whole model, not of a layer. Between knots the oracle interpolates linearly along every axis, but for prefill tokens P: there attention is
// linear in its work P·(P + 2·context + WorkPerToken).
type Grid struct {
	Dense   Table // axes: tokens of the step
	Head    Table // axes: requests that get a token
	Decode  Table // axes: decodes, mean decode context
	Prefill Table // axes: prefill tokens, their context
	Mixed   Table // axes: prefill tokens, their context, decodes, mean decode context; no axes where nobody measured it
	Skew    *Skew // null where unequal decode contexts cost what equal ones do

	Alternative *Alternative // attention with another KV dtype; nil where it was measured with one alone
}

// Table is a product lattice: one strictly increasing axis per dimension, and a time for every combination of knots,
// the last axis running fastest.
type Table struct {
	Axes [][]int64
	NS   Durations
}

// Skew corrects attention for decodes of unequal context:
//
//	t = t(mean) + alpha · (t(longest) − t(mean))
//
// Decodes, Rate, Longest and PrefillContext are bins: a bin holds the values above the edge before it, up to and
// including its own; values beyond the last edge use the last bin. PrefillTokens are knots: alpha is linear between
// them, and constant outside.
type Skew struct {
	Decodes        []int64 // sequences
	Rate           []int64 // (mean − shortest) / (longest − shortest), in percent
	Longest        []int64 // longest decode context
	PrefillTokens  []int64 // tokens of the step's prefills
	PrefillContext []int64 // their context
	Decode         Alphas  // steps without a prefill: Decodes × Rate × Longest, the last fastest
	Mixed          Alphas  // PrefillTokens × PrefillContext × Decodes × Rate × Longest
}
