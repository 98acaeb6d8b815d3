package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/llmemu/playground/build/llmemu/internal/site"
	"github.com/llmemu/playground/build/llmemu/internal/verify"
	"github.com/llmemu/playground/engine/scenario"
)

type verifyCmd struct {
	Real     string `placeholder:"FILE" help:"Verify one measured run from FILE instead: JSON lines of requests with their timestamps."`
	Scenario string `arg:"" optional:"" help:"With --real: the scenario that emulates the run; without it, what the file's folder says."`
}

// Run compares every bundled measurement with its emulation and writes the tables to docs/FIDELITY.md and the page's
// badges to profiles/validation.json; with --real it prints one comparison.
func (c *verifyCmd) Run() error {
	if c.Real != "" {
		return c.real()
	}
	if c.Scenario != "" {
		return fmt.Errorf("%s: a scenario goes with --real", c.Scenario)
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	report, err := verify.All()
	if err != nil {
		return err
	}
	path := filepath.Join(root, "docs", "FIDELITY.md")
	document, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	table, err := report.Table()
	if err != nil {
		return err
	}
	tables := report.Markdown(table)
	if document, err = verify.Insert(document, tables); err != nil {
		return in(path, err)
	}
	badges, err := table.Encode()
	if err != nil {
		return err
	}
	fmt.Print(tables)
	if err := os.WriteFile(filepath.Join(root, "profiles", "validation.json"), badges, 0o644); err != nil {
		return err
	}
	return os.WriteFile(path, document, 0o644)
}

func (c *verifyCmd) real() error {
	var s *scenario.Scenario
	if c.Scenario != "" {
		var err error
		if s, err = readScenario(c.Scenario); err != nil {
			return err
		}
	}
	result, err := verify.File(c.Real, s)
	if err != nil {
		return err
	}
	fmt.Print(result.Markdown())
	return nil
}
