package plainjson

import (
	"errors"
	"strconv"
	"strings"

	"github.com/llmemu/playground/internal/message"
)

// Unmarshal reads a value from JSON. Null leaves a value that cannot be null as it is. Messages name the member and the byte.
func Unmarshal(data []byte, value any) error {
	r := readerOf(data)
	if err := r.value(value); err != nil {
		return err
	}
	return r.end()
}

// Split reads an object into the text of its members.
func Split(data []byte) (map[string]Raw, error) {
	r := readerOf(data)
	members := map[string]Raw{}
	err := r.object(func(name string) error {
		var value Raw
		err := r.raw(&value)
		members[name] = value
		return err
	})
	if err == nil {
		err = r.end()
	}
	return members, err
}

// Each calls do with the text of every element of an array, and stops at its first error.
func Each(data []byte, do func(element Raw) error) error {
	r := readerOf(data)
	err := r.array(func() error {
		var element Raw
		if err := r.raw(&element); err != nil {
			return err
		}
		return do(element)
	})
	if err != nil {
		return err
	}
	return r.end()
}

// IsNull says whether a text is null.
func (r Raw) IsNull() bool { return strings.TrimSpace(string(r)) == "null" }

// maxDepth bounds how deep values may nest.
const maxDepth = 100

type reader struct {
	data  []byte
	at    int
	depth int
}

// readerOf reads a text, without the byte order mark that some editors write before it.
func readerOf(data []byte) *reader {
	r := &reader{data: data}
	if len(data) >= 3 && data[0] == 0xef && data[1] == 0xbb && data[2] == 0xbf {
		r.at = 3
	}
	return r
}

var errShort = errors.New("it ends too early")

// look is the byte that the next value or sign begins with, 0 at the end.
func (r *reader) look() byte {
	for ; r.at < len(r.data); r.at++ {
		if c := r.data[r.at]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

// take reads a sign if it is next.
func (r *reader) take(sign byte) bool {
	if r.look() != sign {
		return false
	}
	r.at++
	return true
}

// null reads null if it is next.
func (r *reader) null() bool { return r.look() == 'n' && r.word("null") }

func (r *reader) word(word string) bool {
	if !strings.HasPrefix(string(r.data[r.at:min(r.at+len(word), len(r.data))]), word) {
		return false
	}
	r.at += len(word)
	return true
}

// expected says what stands there instead.
func (r *reader) expected(what string) error {
	if r.look() == 0 {
		return errShort
	}
	return message.Errorf("%.1q instead of %s at byte %d", r.data[r.at:], what, r.at)
}

func (r *reader) end() error {
	if r.look() != 0 || r.at < len(r.data) {
		return message.Errorf("text follows the value at byte %d", r.at)
	}
	return nil
}

func (r *reader) value(value any) error {
	switch v := value.(type) {
	case part:
		return v.read(r)
	case *Raw:
		return r.raw(v)
	case *[]string:
		return List(v).(part).read(r)
	case *[]int64:
		return List(v).(part).read(r)
	case *[]float64:
		return List(v).(part).read(r)
	}
	if r.null() {
		return nil
	}
	switch v := value.(type) {
	case Object:
		return r.members(v.Members())
	case Packed:
		return r.packed(v)
	case *[]byte:
		return r.packed(blob{v})
	case *any:
		return r.scalar(v)
	case *string:
		return r.string(v)
	case *bool:
		return r.bool(v)
	case *int:
		var n int64
		err := r.int(&n)
		*v = int(n)
		return err
	case *int64:
		return r.int(v)
	case *float64:
		return r.float(v)
	}
	panic("record: a value of a type that is not listed")
}

func (r *reader) members(members Members) error {
	return r.object(func(name string) error {
		for known, value := range members.all() {
			if known == name {
				if err := r.value(value); err != nil {
					return message.Errorf("%s: %v", name, err)
				}
				return nil
			}
		}
		return message.Errorf("unknown field %q", name)
	})
}

func (r *reader) object(member func(name string) error) error {
	return r.elements('{', '}', "an object", func() error {
		var name string
		if err := r.string(&name); err != nil {
			return err
		}
		if !r.take(':') {
			return r.expected(`":"`)
		}
		return member(name)
	})
}

func (r *reader) array(element func() error) error {
	return r.elements('[', ']', "an array", element)
}

func (r *reader) elements(open, shut byte, what string, element func() error) error {
	if !r.take(open) {
		return r.expected(what)
	}
	if r.depth++; r.depth > maxDepth {
		return message.Errorf("values nest more than %d deep", maxDepth)
	}
	defer func() { r.depth-- }()
	if r.take(shut) {
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if r.take(shut) {
			return nil
		}
		if !r.take(',') {
			return r.expected(strconv.Quote(string(shut)))
		}
	}
}

func (r *reader) packed(p Packed) error {
	var coded string
	if err := r.string(&coded); err != nil {
		return err
	}
	data, err := encoding.DecodeString(coded)
	if err != nil {
		return errors.New("not base64")
	}
	return p.Unpack(data)
}

// raw keeps the text of the next value.
func (r *reader) raw(out *Raw) error {
	r.look()
	from := r.at
	err := r.skip()
	*out = r.data[from:r.at]
	return err
}

func (r *reader) skip() error {
	switch r.look() {
	case '{':
		return r.object(func(string) error { return r.skip() })
	case '[':
		return r.array(r.skip)
	}
	if r.null() {
		return nil
	}
	var value any
	return r.scalar(&value)
}
