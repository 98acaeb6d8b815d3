package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/llmemu/playground/build/llmemu/internal/bundle"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
)

// File verifies a recorded run from a file (a request a line, as ReadRun reads it). The emulation gets the run's own
// arrivals and lengths, and profile and engine arguments of the scenario. Without one, the profile is the bundled one
// that the file's folder is named after, and the engine arguments are those of meta.json beside the file.
func File(path string, s *scenario.Scenario) (*Result, error) {
	run, err := bundle.ReadRun(path)
	if err != nil {
		return nil, err
	}
	if s == nil {
		if s, err = scenarioOf(path); err != nil {
			return nil, err
		}
	}
	s.Workload = scenario.Workload{Dataset: scenario.DatasetRequests, Requests: run.Stream(), Burstiness: 1}
	measured := run.Measured(0)
	measured.Title = path
	return RealRun(s, measured)
}

// scenarioOf makes the scenario of a run from what lies beside its file.
func scenarioOf(path string) (*scenario.Scenario, error) {
	folder := filepath.Dir(path)
	id, err := profileOf(folder)
	if err != nil {
		return nil, err
	}
	s := scenario.Default(id)
	data, err := os.ReadFile(filepath.Join(folder, "meta.json"))
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	var meta struct {
		Engine struct {
			MaxNumSeqs          int64  `json:"max_num_seqs"`
			MaxNumBatchedTokens int64  `json:"max_num_batched_tokens"`
			MaxModelLen         *int64 `json:"max_model_len"`
		} `json:"engine_kwargs"`
		KVCache struct {
			NumGPUBlocks int64 `json:"num_gpu_blocks"`
		} `json:"kv_cache"`
	}
	if err := json.Unmarshal(data, &meta); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(folder, "meta.json"), err)
	}
	for path, value := range map[string]int64{
		"engine.max_num_seqs":           meta.Engine.MaxNumSeqs,
		"engine.max_num_batched_tokens": meta.Engine.MaxNumBatchedTokens,
		"engine.num_gpu_blocks":         meta.KVCache.NumGPUBlocks,
	} {
		if value == 0 {
			continue // not recorded: the default
		}
		if err := scenario.FieldAt(path).SetText(s, fmt.Sprint(value)); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(folder, "meta.json"), err)
		}
	}
	if n := meta.Engine.MaxModelLen; n != nil {
		s.Engine.MaxModelLen = *n
	}
	return s, nil
}

// profileOf finds the bundled profile that a folder such as rtx4090-llama-3.1-8b-tp1 is named after: a folder's name
// lacks the dtype.
func profileOf(folder string) (string, error) {
	name := filepath.Base(folder)
	for _, id := range profiles.IDs() {
		for _, dtype := range []string{"-bf16", "-fp16", "-fp8"} {
			if strings.Replace(id, dtype, "", 1) == name && id != name {
				return id, nil
			}
		}
	}
	return "", fmt.Errorf("%s: no bundled profile has the name of this folder; give the scenario as well", name)
}
