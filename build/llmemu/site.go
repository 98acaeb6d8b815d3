package main

import (
	"path/filepath"

	"github.com/andybalholm/brotli"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

type siteCmd struct {
	O string `short:"o" required:"" placeholder:"DIR" help:"Folder to write to."`
}

// Run builds the site with the strongest compression.
func (c *siteCmd) Run() error {
	root, err := site.Root()
	if err != nil {
		return err
	}
	out, err := filepath.Abs(c.O)
	if err != nil {
		return err
	}
	return buildSite(root, out, brotli.BestCompression)
}
