package charts_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
)

// figures are packed figures as the format is described, read without the code that writes or shows them.
type figures struct {
	header  []byte
	columns map[string][]float64
}

func unpack(t *testing.T, packed []byte) figures {
	t.Helper()
	size := int(binary.LittleEndian.Uint32(packed))
	f := figures{header: packed[4 : 4+size], columns: map[string][]float64{}}
	var header struct {
		Columns []struct {
			Name, Type     string
			Offset, Length int
		}
	}
	if err := json.Unmarshal(f.header, &header); err != nil {
		t.Fatal(err)
	}
	payload := packed[(4+size+7)/8*8:]
	for _, c := range header.Columns {
		values := make([]float64, c.Length)
		for i := range values {
			at := payload[c.Offset:]
			switch c.Type {
			case "f64":
				values[i] = math.Float64frombits(binary.LittleEndian.Uint64(at[8*i:]))
			case "i32":
				values[i] = float64(int32(binary.LittleEndian.Uint32(at[4*i:])))
			case "u8":
				values[i] = float64(at[i])
			default:
				t.Fatalf("column %s is %q", c.Name, c.Type)
			}
		}
		f.columns[c.Name] = values
	}
	return f
}

// of is a column that has to be there.
func (f figures) of(t *testing.T, name string) []float64 {
	t.Helper()
	values, ok := f.columns[name]
	if !ok {
		t.Fatalf("there is no column %s", name)
	}
	return values
}

// is tells the rows of a column that hold a value.
func is(values []float64, v float64) func(int) bool {
	return func(row int) bool { return values[row] == v }
}

// positive tells the rows of a column above 0.
func positive(values []float64) func(int) bool {
	return func(row int) bool { return values[row] > 0 }
}
