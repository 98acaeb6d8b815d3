// Package record reads and writes JSON for structs that list their members: encoding/json without reflection, which
// would make the engine's WebAssembly a fifth larger and its first run slower.
//
// A value is what Marshal and Unmarshal take, and what a member holds: a pointer to a string, bool, int, int64, float64, to
// a slice of strings, int64s, float64s or bytes (base64), to Raw, to any (a string, bool or number), an Object, a Packed, or
// what Nullable, Optional and List make.
package record

import "encoding/base64"

// Object is a struct that lists its members. Reading refuses others, writing keeps the order.
type Object interface{ Members() Members }

// Members are the members of an object.
type Members []Member

// Member is a name and a value.
type Member struct {
	Name  string
	Value any
}

// Packed is a value that is base64 of bytes in JSON. Nil bytes are null.
type Packed interface {
	Pack() ([]byte, error)
	Unpack(data []byte) error
}

// Raw is a value as JSON text.
type Raw []byte

// MarshalJSON is the text itself.
func (r Raw) MarshalJSON() ([]byte, error) { return r, nil }

// UnmarshalJSON keeps the text.
func (r *Raw) UnmarshalJSON(data []byte) error {
	*r = append(Raw(nil), data...)
	return nil
}

// part is a value made of another.
type part interface {
	absent() bool // leaves the member out
	read(r *reader) error
	write(w *writer) error
}

// Nullable is a value that is null where the pointer is nil.
func Nullable[T any](pointer **T) any { return nullable[T]{pointer, false} }

// Optional is a value whose member is left out where the pointer is nil.
func Optional[T any](pointer **T) any { return nullable[T]{pointer, true} }

type nullable[T any] struct {
	pointer **T
	leave   bool
}

func (n nullable[T]) absent() bool { return n.leave && *n.pointer == nil }

func (n nullable[T]) read(r *reader) error {
	*n.pointer = nil
	if r.null() {
		return nil
	}
	*n.pointer = new(T)
	return r.value(*n.pointer)
}

func (n nullable[T]) write(w *writer) error {
	if *n.pointer == nil {
		w.text("null")
		return nil
	}
	return w.value(*n.pointer)
}

// List is an array of values; a nil slice is null.
func List[T any](slice *[]T) any { return list[T]{slice} }

type list[T any] struct{ slice *[]T }

func (l list[T]) absent() bool { return false }

func (l list[T]) read(r *reader) error {
	*l.slice = nil
	if r.null() {
		return nil
	}
	*l.slice = []T{}
	return r.array(func() error {
		*l.slice = append(*l.slice, *new(T))
		return r.value(&(*l.slice)[len(*l.slice)-1])
	})
}

func (l list[T]) write(w *writer) error {
	if *l.slice == nil {
		w.text("null")
		return nil
	}
	w.open('[')
	for i := range *l.slice {
		w.next()
		if err := w.value(&(*l.slice)[i]); err != nil {
			return err
		}
	}
	w.close(']')
	return nil
}

// blob is base64.
type blob struct{ slice *[]byte }

func (b blob) Pack() ([]byte, error)    { return *b.slice, nil }
func (b blob) Unpack(data []byte) error { *b.slice = data; return nil }

var encoding = base64.StdEncoding
