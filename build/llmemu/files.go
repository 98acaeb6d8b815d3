package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios"
)

// readScenario reads a scenario from a file, from standard input ("-"), from a playground link, or by the id of a
// bundled one. Errors name where it came from.
func readScenario(from string) (*scenario.Scenario, error) {
	if _, link, ok := strings.Cut(from, "#s="); ok {
		link, _, _ = strings.Cut(link, "&") // what follows is the page's view
		s, err := scenario.Decode(link)
		return s, in("link", err)
	}
	if slices.Contains(scenarios.IDs(), from) {
		return scenarios.Load(from)
	}
	data, err := readLimited(from, scenario.MaxBytes)
	if err != nil {
		return nil, in(from, err)
	}
	s, err := scenario.Parse(data)
	return s, in(from, err)
}

// readProfile reads a profile from a file where one is given, else the bundled one of this id.
func readProfile(path, id string) (*profile.Profile, error) {
	if path == "" {
		return profiles.Load(id)
	}
	data, err := readLimited(path, profile.MaxFileBytes)
	if err != nil {
		return nil, in(path, err)
	}
	p, err := profile.Parse(data)
	return p, in(path, err)
}

// readLimited reads a whole file, or standard input for "-", of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	f := os.Stdin
	if path != "-" {
		var err error
		if f, err = os.Open(path); err != nil {
			return nil, unwrapPath(err)
		}
		defer f.Close()
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("more than %s bytes; allowed: at most that", scenario.FormatNumber(float64(limit)))
	}
	return data, err
}

// in names the source of an error.
func in(source string, err error) error {
	if err == nil {
		return nil
	}
	if source == "-" {
		source = "standard input"
	}
	return fmt.Errorf("%s: %w", source, err)
}

// unwrapPath drops the operation and path of a file error: messages name the path already.
func unwrapPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// writeOutput writes to a file, or to standard output for "-".
func writeOutput(path string, data []byte) error {
	if path == "-" {
		_, err := os.Stdout.Write(data)
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
