package main

import (
	"fmt"
	"os"

	"github.com/llmemu/playground/build/llmemu/internal/mutate"
	"github.com/llmemu/playground/build/llmemu/internal/site"
)

type mutateCmd struct {
	Rooms   []string `arg:"" optional:"" name:"room" help:"Rooms, named as their lists in mutations/; all of them where none is named."`
	Only    []int    `placeholder:"N,…" help:"Try the mutations of these numbers alone."`
	Jobs    int      `default:"1" help:"Mutations at a time, each in a copy of its own (default: ${default})."`
	Browser bool     `help:"Ask the tests in Chromium as well, which takes minutes for each mutation."`
}

// Run prints what became of every mutation, and fails where one survived.
func (c *mutateCmd) Run() error {
	if c.Jobs < 1 || c.Jobs > 64 {
		return fmt.Errorf("--jobs: %d; allowed: 1 to 64", c.Jobs)
	}
	if len(c.Only) > 0 && len(c.Rooms) != 1 {
		return fmt.Errorf("--only: %d; these are numbers of mutations in the one room that is named", c.Only)
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	if err := site.Generate(site.Options{Root: root, Log: func(message string) { fmt.Fprintln(os.Stderr, message) }}); err != nil {
		return err
	}
	survivors, err := mutate.Run(mutate.Options{Root: root, Rooms: c.Rooms, Only: c.Only, Jobs: c.Jobs, Browser: c.Browser,
		Scripts: scriptTests, Out: os.Stdout, Launcher: nodeLauncher(), NodeEnv: nodeEnv()})
	if err == nil && survivors > 0 {
		err = errFailed
	}
	return err
}
