package plainjson

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/llmemu/playground/internal/message"
)

// scalar reads a string, bool or number.
func (r *reader) scalar(out *any) error {
	switch c := r.look(); {
	case c == '"':
		var v string
		err := r.string(&v)
		*out = v
		return err
	case c == 't' || c == 'f':
		var v bool
		err := r.bool(&v)
		*out = v
		return err
	}
	var v float64
	err := r.float(&v)
	*out = v
	return err
}

func (r *reader) bool(out *bool) error {
	r.look()
	if *out = r.word("true"); *out || r.word("false") {
		return nil
	}
	return r.expected("true or false")
}

func (r *reader) int(out *int64) error {
	number, err := r.number()
	if err != nil {
		return err
	}
	if *out, err = strconv.ParseInt(number, 10, 64); err != nil {
		return message.Errorf("%.40s is not a whole number of 64 bits", number)
	}
	return nil
}

func (r *reader) float(out *float64) error {
	number, err := r.number()
	if err != nil {
		return err
	}
	if *out, err = strconv.ParseFloat(number, 64); err != nil {
		return message.Errorf("%.40s is too large a number", number)
	}
	return nil
}

// number reads the text of a number as JSON has it: a sign, digits without a leading zero, a fraction, an exponent.
func (r *reader) number() (string, error) {
	r.look()
	from := r.at
	digits := func() bool {
		begin := r.at
		for r.at < len(r.data) && '0' <= r.data[r.at] && r.data[r.at] <= '9' {
			r.at++
		}
		return r.at > begin
	}
	one := func(signs string) bool {
		found := r.at < len(r.data) && strings.IndexByte(signs, r.data[r.at]) >= 0
		if found {
			r.at++
		}
		return found
	}
	one("-")
	if !one("0") && !digits() || one(".") && !digits() {
		return "", r.expected("a value")
	}
	if one("eE") {
		one("+-")
		if !digits() {
			return "", r.expected("a digit")
		}
	}
	return string(r.data[from:r.at]), nil
}

func (r *reader) string(out *string) error {
	if !r.take('"') {
		return r.expected("text")
	}
	var plain []byte
	for from := r.at; r.at < len(r.data); {
		c := r.data[r.at]
		r.at++
		switch c {
		case '"':
			plain = append(plain, r.data[from:r.at-1]...)
			*out = strings.ToValidUTF8(string(plain), "\uFFFD")
			return nil
		case '\\':
			plain = append(plain, r.data[from:r.at-1]...)
			char, err := r.escape()
			if err != nil {
				return err
			}
			plain = utf8.AppendRune(plain, char)
			from = r.at
		}
	}
	return errShort
}

var errEscape = errors.New("an escape in a text is not valid")

// escape reads what follows a backslash.
func (r *reader) escape() (rune, error) {
	if r.at == len(r.data) {
		return 0, errShort
	}
	c := r.data[r.at]
	r.at++
	if c == 'u' {
		char, err := r.hex()
		if err != nil || !utf16.IsSurrogate(char) {
			return char, err
		}
		if !r.word(`\u`) {
			return utf8.RuneError, nil
		}
		second, err := r.hex()
		return utf16.DecodeRune(char, second), err
	}
	const signs, meanings = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := strings.IndexByte(signs, c)
	if i < 0 {
		return 0, errEscape
	}
	return rune(meanings[i]), nil
}

func (r *reader) hex() (rune, error) {
	end := r.at + 4
	if end > len(r.data) {
		return 0, errShort
	}
	n, err := strconv.ParseUint(string(r.data[r.at:end]), 16, 16)
	if err != nil {
		return 0, errEscape
	}
	r.at = end
	return rune(n), nil
}
