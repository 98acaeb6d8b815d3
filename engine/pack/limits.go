package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/llmemu/playground/internal/format"
)

// Limits of a pack and of a step trace. They bound what reading allocates and how long it takes, whatever the file claims and
// however small it is when it is compressed.
const (
	MaxBytes   = 256 << 20
	maxCells   = 1 << 17 // of one table
	maxSamples = 8 << 20 // of all tables
	maxRows    = 2 << 20 // of a step trace: hours of steps
	maxLine    = 1 << 20 // bytes of a record
	maxBlanks  = 1 << 20 // in a row: looking for the end of many takes time with their square
	maxTokens  = 1 << 24 // of a step; also requests
	maxTime    = 1e9     // µs
	maxKVCount = 1 << 40
)

// sampleList is what a cell keeps, bounded before it is read.
type sampleList []float64

func (l *sampleList) UnmarshalJSON(text []byte) error {
	if n := bytes.Count(text, []byte(",")); n >= maxSamples {
		return tooMany("samples", maxSamples)
	}
	return json.Unmarshal(text, (*[]float64)(l))
}

func tooMany(what string, most int) error {
	return fmt.Errorf("more than %s %s; allowed: at most that", format.Count(most), what)
}

// sparse reads text that has no long stretch of blanks.
type sparse struct {
	of     io.Reader
	blanks int // at the end of what was read
}

func (s *sparse) Read(into []byte) (int, error) {
	n, err := s.of.Read(into)
	rest := bytes.TrimRight(into[:n], " \t\r\n")
	if len(rest) > 0 {
		s.blanks = 0
	}
	if s.blanks += n - len(rest); s.blanks > maxBlanks {
		return 0, tooMany("blanks in a row", maxBlanks)
	}
	return n, err
}
