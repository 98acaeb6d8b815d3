package pack

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/jsontext"
)

// Import makes a profile from what a user has: a pack or a step trace, plain or gzip-compressed. The two are told apart
// by the first line.
func Import(r io.Reader) (*profile.Profile, *Report, error) {
	text := bufio.NewReaderSize(r, maxLine)
	if magic, _ := text.Peek(2); string(magic) == "\x1f\x8b" {
		z, err := gzip.NewReader(text)
		if err != nil {
			return nil, nil, fmt.Errorf("compressed, and cannot be unpacked: %w", err)
		}
		text = bufio.NewReaderSize(z, maxLine)
	}
	jsontext.SkipMark(text)
	if !isTrace(text) {
		p, err := Read(text)
		if err != nil {
			return nil, nil, err
		}
		return Profile(p)
	}
	p, shift, err := ReadTrace(text)
	if err != nil {
		return nil, nil, err
	}
	report := &Report{Shift: shift}
	report.counts(p)
	verdict := "not found"
	if shift.Shifted {
		verdict = "found, and undone pass by pass"
	}
	report.add("one-step shift: %s; %s", verdict, shift.Because)
	return build(p, report)
}

// isTrace looks at the first line: a pack's has no complete JSON object, or one with a version.
func isTrace(text *bufio.Reader) bool {
	head, _ := text.Peek(maxLine)
	line, _, _ := bytes.Cut(head, []byte("\n"))
	for _, key := range []string{`"_header"`, `"__marker__"`, `"step_cycle_us"`} {
		if bytes.Contains(line, []byte(key)) {
			return true
		}
	}
	return false
}
