// Package columnstest reads packed figures as the format is described, without the code that writes or shows them, for the
// tests of whatever does.
package columnstest

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"
)

// Figures are a header and columns by their names, all as numbers.
type Figures struct {
	Header  []byte
	Columns map[string][]float64
}

// Unpack reads packed figures.
func Unpack(t *testing.T, packed []byte) Figures {
	t.Helper()
	size := int(binary.LittleEndian.Uint32(packed))
	f := Figures{Header: packed[4 : 4+size], Columns: map[string][]float64{}}
	var header struct {
		Columns []struct {
			Name, Type     string
			Offset, Length int
		}
	}
	if err := json.Unmarshal(f.Header, &header); err != nil {
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
		f.Columns[c.Name] = values
	}
	return f
}

// Of is a column that has to be there.
func (f Figures) Of(t *testing.T, name string) []float64 {
	t.Helper()
	values, ok := f.Columns[name]
	if !ok {
		t.Fatalf("there is no column %s", name)
	}
	return values
}
