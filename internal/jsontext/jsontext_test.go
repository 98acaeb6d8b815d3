package jsontext_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/llmemu/playground/internal/jsontext"
)

type inner struct {
	Tokens int64 `json:"total_tokens"`
}

type row struct {
	inner
	Time  float64  `json:"us"`
	Name  string   `json:"name"`
	On    bool     `json:"on"`
	List  []string `json:"list"`
	Again *row     `json:"again"`
}

func TestMistakesAreSaidInWordsOfTheFile(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"total_tokens": "7"}`, "total_tokens: a text; allowed: a whole number that is not too large"},
		{`{"total_tokens": 1.5}`, "total_tokens: 1.5; allowed: a whole number that is not too large"},
		{`{"again": {"us": [1]}}`, "us: a list; allowed: a number"},
		{`{"name": true}`, "name: true or false; allowed: a text"},
		{`{"on": 1}`, "on: a number; allowed: true or false"},
		{`{"list": {}}`, "list: an object; allowed: a list"},
		{`[1]`, "a list; allowed: an object"},
		{`{"us": }`, "invalid character '}' looking for beginning of value"},
	} {
		if err := jsontext.Unmarshal([]byte(c.text), &row{}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
	if err := jsontext.Unmarshal([]byte(`{"us": 1}`), &row{}); err != nil {
		t.Error(err)
	}
}

func TestLines(t *testing.T) {
	var got []string
	read := func(text string) error {
		got = nil
		return jsontext.EachLine(strings.NewReader(text), 8, func(n int, line []byte) error {
			got = append(got, fmt.Sprint(n, " ", string(line)))
			if string(line) == "bad" {
				return io.ErrUnexpectedEOF
			}
			return nil
		})
	}
	if err := read("\xef\xbb\xbfa\n\nb"); err != nil || strings.Join(got, ",") != "1 a,3 b" {
		t.Errorf("%v, %q", err, got)
	}
	if err := read("a\nbad\nc"); err == nil || err.Error() != "line 2: unexpected EOF" || len(got) != 2 {
		t.Errorf("%v, %q", err, got)
	}
	if err := read("a\n123456789"); err == nil || err.Error() != "line 2: more than 8 bytes; allowed: at most that" {
		t.Error(err)
	}
}

func TestMark(t *testing.T) {
	if got := string(jsontext.WithoutMark([]byte("\xef\xbb\xbf{}"))); got != "{}" {
		t.Errorf("%q", got)
	}
	for _, text := range []string{"\xef\xbb\xbf{}", "{}", "\xef", ""} {
		r := bufio.NewReader(strings.NewReader(text))
		jsontext.SkipMark(r)
		if rest, _ := io.ReadAll(r); string(rest) != strings.TrimPrefix(text, "\xef\xbb\xbf") {
			t.Errorf("of %q remains %q", text, rest)
		}
	}
}
