// Package message formats messages as fmt does, without reflection: fmt and what it needs would make the engine's
// WebAssembly a fifth larger. It knows what the engine's messages use: the verbs s, d, x, q, g, v and t, a precision for s
// and q, and a width for x that fills with zeros. What q quotes is cut to the length of a name: it comes from outside.
package message

import (
	"strconv"
	"strings"
)

// Errorf makes an error of a message; it wraps the one among its arguments.
func Errorf(format string, args ...any) error {
	e := &wrapped{text: Sprintf(format, args...)}
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			e.err = err
		}
	}
	return e
}

type wrapped struct {
	text string
	err  error
}

func (e *wrapped) Error() string { return e.text }
func (e *wrapped) Unwrap() error { return e.err }

// Sprintf formats a message. Every verb takes the next argument: a string, error, bool, integer or float64.
func Sprintf(format string, args ...any) string {
	var out strings.Builder
	for {
		plain, rest, found := strings.Cut(format, "%")
		out.WriteString(plain)
		if !found {
			return out.String()
		}
		if strings.HasPrefix(rest, "%") {
			out.WriteByte('%')
			format = rest[1:]
			continue
		}
		at := strings.IndexAny(rest, "sdxqgvt")
		out.WriteString(formatted(rest[at], rest[:at], args[0]))
		format, args = rest[at+1:], args[1:]
	}
}

// formatted writes one argument. size is ".N", the most bytes of a text, or "0N", the digits of a number.
func formatted(verb byte, size string, arg any) string {
	out := plain(verb, arg)
	if most, ok := strings.CutPrefix(size, "."); ok {
		n, _ := strconv.Atoi(most) // our own formats are valid
		out = out[:min(n, len(out))]
	}
	if verb == 'q' {
		return strconv.Quote(cut(out))
	}
	if digits, ok := strings.CutPrefix(size, "0"); ok {
		for n, _ := strconv.Atoi(digits); len(out) < n; {
			out = "0" + out
		}
	}
	return out
}

func plain(verb byte, arg any) string {
	base := 10
	if verb == 'x' {
		base = 16
	}
	switch v := arg.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case error:
		return v.Error()
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case int:
		return strconv.FormatInt(int64(v), base)
	case int64:
		return strconv.FormatInt(v, base)
	case uint64:
		return strconv.FormatUint(v, base)
	}
	panic("message: an argument is of a type that messages do not have")
}
