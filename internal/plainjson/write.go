package plainjson

import (
	"errors"
	"math"
	"strconv"
	"unicode/utf8"
)

// Marshal writes a value as JSON.
func Marshal(value any) ([]byte, error) {
	w := &writer{}
	err := w.value(value)
	return w.out, err
}

// MarshalIndent writes a value as JSON with every member and element on a line of its own, but for numbers: an array of
// them takes one line.
func MarshalIndent(value any) ([]byte, error) {
	w := &writer{indent: true}
	err := w.value(value)
	return append(w.out, '\n'), err
}

type writer struct {
	out    []byte
	indent bool
	depth  int
	first  bool // nothing stands in the innermost array or object
}

func (w *writer) text(s string) { w.out = append(w.out, s...) }

func (w *writer) open(bracket byte) {
	w.out = append(w.out, bracket)
	w.depth++
	w.first = true
}

// next begins an element or a member.
func (w *writer) next() {
	if !w.first {
		w.out = append(w.out, ',')
	}
	w.first = false
	w.line()
}

func (w *writer) close(bracket byte) {
	w.depth--
	if !w.first {
		w.line()
	}
	w.out = append(w.out, bracket)
	w.first = false
}

func (w *writer) line() {
	if w.indent {
		w.text("\n")
		for range w.depth {
			w.text(" ")
		}
	}
}

func (w *writer) value(value any) error {
	switch v := value.(type) {
	case Object:
		return w.object(v.Members())
	case Packed:
		return w.packed(v)
	case part:
		return v.write(w)
	case *any:
		return w.scalar(*v)
	case *Raw:
		w.raw(*v)
	case *string:
		w.string(*v)
	case *bool:
		w.text(strconv.FormatBool(*v))
	case *int:
		w.out = strconv.AppendInt(w.out, int64(*v), 10)
	case *int64:
		w.out = strconv.AppendInt(w.out, *v, 10)
	case *float64:
		return w.float(*v)
	case *[]byte:
		return w.packed(blob{v})
	case *[]string:
		return w.value(List(v))
	case *[]int64:
		return numbers(w, *v, func(n int64) error { return w.value(&n) })
	case *[]float64:
		return numbers(w, *v, w.float)
	default:
		panic("record: a value of a type that is not listed")
	}
	return nil
}

func (w *writer) object(members Members) error {
	w.open('{')
	for name, value := range members.all() {
		if p, ok := value.(part); ok && p.absent() {
			continue
		}
		w.next()
		w.string(name)
		w.out = append(w.out, ':')
		if w.indent {
			w.out = append(w.out, ' ')
		}
		if err := w.value(value); err != nil {
			return err
		}
	}
	w.close('}')
	return nil
}

func (w *writer) packed(p Packed) error {
	data, err := p.Pack()
	if err != nil {
		return err
	}
	if data == nil {
		w.text("null")
		return nil
	}
	w.out = append(w.out, '"')
	w.out = encoding.AppendEncode(w.out, data)
	w.out = append(w.out, '"')
	return nil
}

func (w *writer) raw(r Raw) {
	if r == nil {
		r = Raw("null")
	}
	w.out = append(w.out, r...)
}

func (w *writer) scalar(value any) error {
	switch v := value.(type) {
	case string:
		w.string(v)
	case bool:
		w.text(strconv.FormatBool(v))
	case float64:
		return w.float(v)
	default:
		return errors.New("neither text, number nor truth value")
	}
	return nil
}

func numbers[T any](w *writer, list []T, write func(T) error) error {
	if list == nil {
		w.text("null")
		return nil
	}
	w.out = append(w.out, '[')
	for i, n := range list {
		if i > 0 {
			w.out = append(w.out, ',')
			if w.indent {
				w.out = append(w.out, ' ')
			}
		}
		if err := write(n); err != nil {
			return err
		}
	}
	w.out = append(w.out, ']')
	return nil
}

// float writes the shortest text that gives the number back, as JavaScript writes it.
func (w *writer) float(v float64) error {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return errors.New("a number is not finite")
	}
	format := byte('f')
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	w.out = strconv.AppendFloat(w.out, v, format, -1, 64)
	if n := len(w.out); format == 'e' && w.out[n-2] == '0' { // e-07
		w.out = append(w.out[:n-2], w.out[n-1])
	}
	return nil
}

func (w *writer) string(s string) {
	const hex = "0123456789abcdef"
	w.out = append(w.out, '"')
	for _, c := range s { // bytes that are no UTF-8 become U+FFFD
		switch {
		case c == '"' || c == '\\':
			w.out = append(w.out, '\\', byte(c))
		case c == '\n':
			w.text(`\n`)
		case c == '\t':
			w.text(`\t`)
		case c < ' ':
			w.out = append(w.out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			w.out = utf8.AppendRune(w.out, c)
		}
	}
	w.out = append(w.out, '"')
}
