// Package plainjsontest tests that objects list all their members.
package plainjsontest

import (
	"reflect"
	"testing"

	"github.com/llmemu/playground/internal/plainjson"
)

// Complete fills every exported field of an empty object and fails where one does not survive JSON: a field that Members
// does not list, or one that is read into another.
func Complete[T any, P interface {
	*T
	plainjson.Object
}](t *testing.T) {
	t.Helper()
	want, got := new(T), new(T)
	filler := &filler{}
	filler.fill(reflect.ValueOf(want).Elem())
	data, err := plainjson.Marshal(P(want))
	if err != nil {
		t.Fatal(err)
	}
	if err := plainjson.Unmarshal(data, P(got)); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%T: a field is lost on the way through %s", *want, data)
	}
}

// filler gives each value another number.
type filler struct{ last int64 }

func (f *filler) fill(v reflect.Value) {
	f.last = f.last%100 + 1
	switch v.Kind() {
	case reflect.String:
		v.SetString("text " + string(rune('A'+f.last)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int8, reflect.Int64:
		v.SetInt(f.last)
	case reflect.Float64:
		v.SetFloat(float64(f.last) / 4)
	case reflect.Interface:
		v.Set(reflect.ValueOf("any"))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[plainjson.Raw]() {
			v.SetBytes([]byte("{}"))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				f.fill(v.Field(i))
			}
		}
	case reflect.Uint8:
		v.SetUint(uint64(f.last))
	}
}
