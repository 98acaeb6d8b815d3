// Package plainjson reads and writes JSON for structs that list their members: encoding/json without reflection, which
// would make the engine's WebAssembly a fifth larger and its first run slower.
//
// A value is what Marshal and Unmarshal take, and what a member holds: a pointer to a string, bool, int, int64, float64, to
// a slice of strings, int64s, float64s or bytes (base64), to Raw, to any (a string, bool or number), an Object, a Packed, or
// what Nullable, Optional, OmitZero and List make.
package plainjson

import (
	"encoding/base64"
	"iter"
)

// Object is a struct that lists its members. Reading refuses others, writing keeps the order.
type Object interface{ Members() Members }

// Members are the members of an object: a name and a value, and again.
type Members []any

// all walks through names and values.
func (m Members) all() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for i := 0; i < len(m); i += 2 {
			if !yield(m[i].(string), m[i+1]) {
				return
			}
		}
	}
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

// part is a value made of another. Those of this package do their work without type parameters, so that no part of it is
// compiled once for every type.
type part interface {
	absent() bool // leaves the member out
	read(r *reader) error
	write(w *writer) error
}

// Nullable is a value that is null where the pointer is nil.
func Nullable[T any](pointer **T) any { return nullable{access(pointer), false} }

// Optional is a value whose member is left out where the pointer is nil.
func Optional[T any](pointer **T) any { return nullable{access(pointer), true} }

func access[T any](pointer **T) target {
	return target{
		get: func() any {
			if *pointer == nil {
				return nil
			}
			return *pointer
		},
		clear: func() { *pointer = nil },
		make:  func() any { *pointer = new(T); return *pointer },
	}
}

// target is what a nullable value points to.
type target struct {
	get   func() any // nil for nil
	clear func()
	make  func() any
}

type nullable struct {
	target
	leave bool
}

func (n nullable) absent() bool { return n.leave && n.get() == nil }

func (n nullable) read(r *reader) error {
	n.clear()
	if r.null() {
		return nil
	}
	return r.value(n.make())
}

func (n nullable) write(w *writer) error {
	value := n.get()
	if value == nil {
		w.text("null")
		return nil
	}
	return w.value(value)
}

// OmitZero is a value whose member is left out where it is zero.
func OmitZero[T comparable](value *T) any {
	return omitZero{value, func() bool { return *value == *new(T) }}
}

type omitZero struct {
	of   any
	zero func() bool
}

func (o omitZero) absent() bool          { return o.zero() }
func (o omitZero) read(r *reader) error  { return r.value(o.of) }
func (o omitZero) write(w *writer) error { return w.value(o.of) }

// List is an array of values; a nil slice is null.
func List[T any](slice *[]T) any {
	return list{
		null:   func() bool { return *slice == nil },
		length: func() int { return len(*slice) },
		at:     func(i int) any { return &(*slice)[i] },
		clear:  func() { *slice = nil },
		start:  func() { *slice = []T{} },
		grow:   func() { *slice = append(*slice, *new(T)) },
	}
}

type list struct {
	null               func() bool
	length             func() int
	at                 func(i int) any
	clear, start, grow func()
}

func (l list) absent() bool { return false }

func (l list) read(r *reader) error {
	l.clear()
	if r.null() {
		return nil
	}
	l.start()
	return r.array(func() error {
		l.grow()
		return r.value(l.at(l.length() - 1))
	})
}

func (l list) write(w *writer) error {
	if l.null() {
		w.text("null")
		return nil
	}
	w.open('[')
	for i := range l.length() {
		w.next()
		if err := w.value(l.at(i)); err != nil {
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
