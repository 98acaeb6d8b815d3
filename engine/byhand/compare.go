package byhand

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
)

// Columns are columns by name, whatever their type.
type Columns map[string][]float64

// Unpack reads the packed format: four bytes with the length of a JSON header, the header, which lists the columns, and from
// the next multiple of 8 on their values.
func Unpack(t testing.TB, packed []byte) (header map[string]any, columns Columns) {
	t.Helper()
	size := int(binary.LittleEndian.Uint32(packed))
	if err := json.Unmarshal(packed[4:4+size], &header); err != nil {
		t.Fatal(err)
	}
	start := 4 + size
	for start%8 != 0 {
		start++
	}
	columns = Columns{}
	for _, listed := range header["columns"].([]any) {
		c := listed.(map[string]any)
		at := packed[start+int(c["offset"].(float64)):]
		values := []float64{}
		for i := range int(c["length"].(float64)) {
			switch c["type"] {
			case "f64":
				values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(at[8*i:])))
			case "i32":
				values = append(values, float64(int32(binary.LittleEndian.Uint32(at[4*i:]))))
			case "u8":
				values = append(values, float64(at[i]))
			default:
				t.Fatalf("column %v has the type %v", c["name"], c["type"])
			}
		}
		columns[c["name"].(string)] = values
	}
	delete(header, "columns")
	return header, columns
}

// Same holds columns to those worked out by hand, value by value. A column that is there and was not worked out is an error,
// and so is one that is missing.
func (got Columns) Same(t testing.TB, want Columns) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[name]; !known {
			t.Errorf("column %s was not worked out by hand; it holds %v", name, got[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		values, there := got[name]
		switch {
		case !there:
			t.Errorf("there is no column %s", name)
		case len(values) != len(want[name]):
			t.Errorf("%s has %d values: %v\nby hand it has %d: %v", name, len(values), values, len(want[name]), want[name])
		}
		for i := range min(len(values), len(want[name])) {
			if !equal(values[i], want[name][i]) {
				t.Errorf("%s[%d] is %v, by hand %v", name, i, values[i], want[name][i])
			}
		}
	}
}

// Object is a JSON object written by hand, List a list.
type (
	Object map[string]any
	List   []any
)

// SameJSON holds a JSON value to one worked out by hand: objects have the same members, lists the same elements in order.
// got is what encoding/json reads, or anything that it can write; want is made of Object, List, numbers, texts, booleans and nil.
func SameJSON(t testing.TB, path string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case Object:
		members, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s is %v, by hand %v", path, got, want)
			return
		}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if _, known := want[name]; !known {
				t.Errorf("%s.%s was not worked out by hand; it is %v", path, name, members[name])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if value, there := members[name]; there {
				SameJSON(t, path+"."+name, value, want[name])
			} else {
				t.Errorf("there is no %s.%s", path, name)
			}
		}
	case List:
		elements, ok := got.([]any)
		if !ok || len(elements) != len(want) {
			t.Errorf("%s is %v\nby hand %v", path, got, want)
			return
		}
		for i := range want {
			SameJSON(t, fmt.Sprintf("%s[%d]", path, i), elements[i], want[i])
		}
	default:
		number, isNumber := number(want)
		v, ok := got.(float64)
		if isNumber && ok && equal(v, number) || !isNumber && got == want {
			return
		}
		t.Errorf("%s is %v\nby hand %v", path, quoted(got), quoted(want))
	}
}

// Read reads JSON as SameJSON wants it.
func Read(t testing.TB, text []byte) (value any) {
	t.Helper()
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func quoted(v any) string {
	if text, ok := v.(string); ok {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprint(v)
}

// equal allows for the last digits, in which sums made in another order differ.
func equal(a, b float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b))
}
