package servercfg

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
)

// VersionOf is whose scheduler decides: the scenario's version of vLLM or else the last one known up to the profile's. A
// profile of a version between two known ones gets the older: what changed after it was not there yet.
func VersionOf(s *scenario.Scenario, p *profile.Profile) scheduler.Version {
	if v, ok := scheduler.VersionNamed(s.Engine.VLLMVersion); ok {
		return v
	}
	v, _ := VersionUpTo(p.Engine.VLLMVersion)
	return v
}

// VersionUpTo is the newest version known up to one of vLLM, "0.26.0+rocm"; the oldest where there is none. exact says that it is that one.
func VersionUpTo(version string) (last scheduler.Version, exact bool) {
	last = scheduler.V019
	major, minor := number(version)
	for _, name := range scheduler.VersionNames() {
		if m, n := number(name); m < major || m == major && n <= minor {
			last, _ = scheduler.VersionNamed(name)
			exact = m == major && n == minor
		}
	}
	return last, exact
}

// number reads the first two parts of a version, "0.26.0+rocm"; 0 and 0 where it is none.
func number(version string) (major, minor int) {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	major, err := strconv.Atoi(first)
	minor, err2 := strconv.Atoi(second)
	if err != nil || err2 != nil {
		return 0, 0
	}
	return major, minor
}

// limits are max_num_batched_tokens and max_num_seqs of `vllm serve` for a GPU: more on large ones, but for the A100, whose
// compute is not what its memory is.
func limits(v scheduler.Version, gpu *profile.GPU) (tokens, seqs int64) {
	const gib = 1 << 30
	switch {
	case v >= scheduler.V028 && gpu.MemoryBytes >= 160*gib:
		return 16384, 1024
	case gpu.MemoryBytes >= 70*gib && !strings.Contains(strings.ToLower(gpu.Name), "a100"):
		return 8192, 1024
	}
	return 2048, 256
}

// utilization is the default of gpu_memory_utilization.
func utilization(v scheduler.Version) float64 {
	if v >= scheduler.V028 {
		return 0.92
	}
	return 0.9
}

// choose fills in what is absent, as vLLM does: a budget that without chunked prefill takes any prompt, and no more sequences
// than tokens.
func (c *start) choose() {
	e := c.engine
	tokens, seqs := limits(c.version, &c.profile.GPU)
	if e.GPUMemoryUtilization == 0 {
		e.GPUMemoryUtilization = utilization(c.version)
	}
	if e.MaxNumBatchedTokens == 0 {
		e.MaxNumBatchedTokens = tokens
		if longest := c.maxModelLen(); !e.EnableChunkedPrefill && longest > tokens {
			e.MaxNumBatchedTokens = longest
			c.change("engine.max_num_batched_tokens", longest, "without chunked prefill max_num_batched_tokens is raised from %s to max_model_len (%s)",
				format.Count(tokens), format.Count(longest))
		}
	}
	if e.MaxNumSeqs == 0 {
		e.MaxNumSeqs = min(seqs, e.MaxNumBatchedTokens)
		if e.MaxNumSeqs < seqs {
			c.change("engine.max_num_seqs", e.MaxNumSeqs, "max_num_seqs is lowered from %s to max_num_batched_tokens (%s)",
				format.Count(seqs), format.Count(e.MaxNumSeqs))
		}
	}
}
