// Package jsontext reads JSON that people bring, and says what is wrong with it in words of the file: encoding/json and bufio
// speak of Go's types and of tokens. It is for what has reflection anyhow; see plainjson for the rest.
package jsontext

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/llmemu/playground/internal/format"
)

// mark is what some editors write before a text in UTF-8.
const mark = "\xef\xbb\xbf"

// WithoutMark is a text without the byte order mark before it, if there is one.
func WithoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte(mark)) }

// SkipMark passes over the byte order mark that comes next, if one does.
func SkipMark(r *bufio.Reader) {
	if next, _ := r.Peek(len(mark)); string(next) == mark {
		r.Discard(len(mark)) // it is there
	}
}

// EachLine calls do with every line that has something in it, and its number from 1, and stops at the first error, which it says
// the line of. A line has at most so many bytes.
func EachLine(r io.Reader, most int, do func(n int, line []byte) error) error {
	text := bufio.NewReader(r)
	SkipMark(text)
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, most)
	n := 1
	for ; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		if err := do(n, lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d: more than %s bytes; allowed: at most that", n, format.Count(most))
	}
	return lines.Err()
}

// Unmarshal is json.Unmarshal with errors as Words says them.
func Unmarshal(text []byte, into any) error { return Words(json.Unmarshal(text, into)) }

// Words says an error of encoding/json in words of the file. Others stay as they are.
func Words(err error) error {
	var kind *json.UnmarshalTypeError
	if !errors.As(err, &kind) {
		return err
	}
	found, _, _ := strings.Cut(kind.Value, " ")
	problem := fmt.Sprintf("%s; allowed: %s", words[found], allowed(kind.Type))
	if number, ok := strings.CutPrefix(kind.Value, "number "); ok {
		problem = fmt.Sprintf("%s; allowed: %s", number, allowed(kind.Type))
	}
	if kind.Field != "" {
		problem = kind.Field[strings.LastIndex(kind.Field, ".")+1:] + ": " + problem
	}
	return errors.New(problem)
}

// words are what encoding/json calls the values that it finds.
var words = map[string]string{"string": "a text", "number": "a number", "bool": "true or false", "array": "a list", "object": "an object"}

func allowed(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "an object"
	}
	return "a whole number that is not too large"
}
