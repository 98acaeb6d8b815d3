package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/engine/scenario"
)

// shared is what the page's JavaScript has from the engine's own tables, so that the two cannot differ.
var shared = []struct {
	name, about string
	value       any
}{
	{"scenarioLimit", "Bytes that the text of a scenario may have.", scenario.MaxBytes},
	{"fileLimit", "Bytes that a file may have of which a profile is made.", pack.MaxFileBytes},
	{"fieldLimit", "Characters that one field may have.", scenario.MaxValueText},
	{"causes", "What delayed a request most, by the codes of columns req.cause and req.ttft_cause.", metrics.CauseNames},
	{"refusals", "Why the head of the queue was left in it, by the codes of column step.refused.", explain.ReasonNames()},
}

// tables writes static/js/tables_gen.js.
func (b *builder) tables() step {
	path := filepath.Join(b.Root, "static", "js", "tables_gen.js")
	return step{
		name:    "tables",
		inputs:  b.source("engine", "internal", "build/llmemu/internal/site/shared.go"),
		outputs: []string{path},
		run:     func() error { return writeTables(path) },
	}
}

func writeTables(path string) error {
	var out bytes.Buffer
	fmt.Fprintln(&out, "// Written by `llmemu site` and `llmemu test` from the engine's tables: see build/llmemu/internal/site/shared.go.")
	for _, t := range shared {
		value, err := json.Marshal(t.value)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "\n/** %s */\nexport const %s = %s;\n", t.about, t.name, value)
	}
	return writeFile(path, out.Bytes(), 0o644)
}
