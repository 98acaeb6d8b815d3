package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"

	"github.com/llmemu/playground/engine/golden"
)

type conformCmd struct {
	Files []string `arg:"" name:"file" help:"Trace files, JSON lines, gzip-compressed or plain."`
}

// Run prints the first mismatch of every scenario that has one, and the totals in its last line.
func (c *conformCmd) Run() error { return conformAll(os.Stdout, c.Files) }

func conformAll(out io.Writer, files []string) error {
	var all golden.Totals
	for _, path := range files {
		totals, err := conform(out, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		all.Scenarios += totals.Scenarios
		all.Steps += totals.Steps
		all.Mismatches += totals.Mismatches
	}
	fmt.Fprintf(out, "conform: %d scenarios, %d steps, %d mismatches\n", all.Scenarios, all.Steps, all.Mismatches)
	if all.Mismatches > 0 {
		return errFailed
	}
	return nil
}

func conform(out io.Writer, path string) (golden.Totals, error) {
	f, err := os.Open(path)
	if err != nil {
		return golden.Totals{}, unwrapPath(err)
	}
	defer f.Close()
	var text io.Reader = bufio.NewReader(f)
	if magic, _ := text.(*bufio.Reader).Peek(2); string(magic) == "\x1f\x8b" {
		if text, err = gzip.NewReader(text); err != nil {
			return golden.Totals{}, err
		}
	}
	return golden.Replay(text, func(m golden.Mismatch) { fmt.Fprintln(out, m) })
}
