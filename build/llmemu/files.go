package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/pack"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/gallery"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/versions"
	"github.com/llmemu/playground/scenarios"
)

// readScenario reads a scenario from a file, from standard input ("-"), from a playground link, or by the id of a
// bundled one or of one of the gallery. Errors name where it came from.
func readScenario(from string) (*scenario.Scenario, error) {
	if link, digest, ok := links.Cut(from); ok {
		s, err := links.Decode(link)
		if err == nil {
			tellVersion(s.Profile, digest)
		}
		return s, in("link", err)
	}
	if slices.Contains(scenarios.IDs(), from) {
		return scenarios.Load(from)
	}
	if gallery.Has(from) {
		e, err := gallery.Load(from)
		if err != nil {
			return nil, err
		}
		return e.Run()
	}
	data, err := readLimited(from, scenario.MaxBytes)
	if err != nil {
		return nil, in(from, err)
	}
	s, err := scenario.Parse(data)
	return s, in(from, err)
}

// tellVersion says on standard error what has become of a bundled profile since a link was made that names its digest.
func tellVersion(id, digest string) {
	p, err := profiles.Load(id)
	if err != nil {
		return // whoever runs the scenario says so
	}
	known, err := profiles.Versions(id)
	if err != nil {
		return
	}
	if text := versions.Told(p.Title, known, digest); text != "" {
		fmt.Fprintf(os.Stderr, "link: %s\n", text)
	}
}

// readProfile reads a profile, a pack or a step trace from a file where one is given, else the bundled profile of this
// id. An import's report goes to standard error.
func readProfile(path, id string) (*profile.Profile, error) {
	if path == "" {
		return profiles.Load(id)
	}
	p, report, err := importProfile(path)
	if err != nil {
		return nil, err
	}
	for _, line := range report {
		fmt.Fprintf(os.Stderr, "%s: %s\n", path, message.Visible(line))
	}
	return p, nil
}

// importProfile reads a profile, a pack or a step trace, and what there is to report of an import.
func importProfile(path string) (*profile.Profile, []string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, in(path, unwrapPath(err))
	}
	defer f.Close()
	text := bufio.NewReader(f)
	if head, _ := text.Peek(64); strings.HasPrefix(strings.Join(strings.Fields(string(head)), ""), profileHead) {
		data, err := io.ReadAll(io.LimitReader(text, profile.MaxFileBytes+1))
		if err != nil {
			return nil, nil, in(path, unwrapPath(err))
		}
		p, err := profile.Parse(data)
		return p, nil, in(path, err)
	}
	p, report, err := pack.Import(text)
	if err != nil {
		return nil, nil, in(path, err)
	}
	return p, report.Lines, nil
}

// profileHead begins every profile that this project writes, blanks aside, and no pack.
const profileHead = `{"format":`

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
		err = fmt.Errorf("more than %s bytes; allowed: at most that", format.Count(limit))
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
