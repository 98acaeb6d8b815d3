// Package columns writes the packed format in which figures reach a browser: a small JSON header, and typed arrays that
// are viewed in place, without copying and without passing through JSON.
package columns

import (
	"encoding/binary"
	"math"

	"github.com/llmemu/playground/internal/plainjson"
)

// Column says where a column's values lie in the payload.
type Column struct {
	Name   string
	Type   string // "f64", "i32" or "u8", little-endian
	Offset int    // bytes into the payload, a multiple of 8
	Length int    // values
}

// Packer collects columns, whose values it holds as they are until Pack. The zero value is empty.
type Packer struct {
	columns []Column
	values  []any // []float64, []int32 or []byte, by column
	size    int   // of the payload in bytes
}

// Columns lists what was added, for the header.
func (p *Packer) Columns() []Column { return p.columns }

// Pack writes everything: four bytes with the length of the JSON header, the header, zeros up to a multiple of 8, and
// the payload.
func (p *Packer) Pack(header plainjson.Object) ([]byte, error) {
	text, err := plainjson.Marshal(header)
	if err != nil {
		return nil, err
	}
	start := aligned(4 + len(text))
	out := make([]byte, start+p.size)
	binary.LittleEndian.PutUint32(out, uint32(len(text)))
	copy(out[4:], text)
	for i, values := range p.values {
		to := out[start+p.columns[i].Offset:]
		switch values := values.(type) {
		case []float64:
			for i, v := range values {
				binary.LittleEndian.PutUint64(to[8*i:], math.Float64bits(v))
			}
		case []int32:
			for i, v := range values {
				binary.LittleEndian.PutUint32(to[4*i:], uint32(v))
			}
		case []byte:
			copy(to, values)
		}
	}
	return out, nil
}

func (p *Packer) add(name, kind string, length, bytes int, values any) {
	at := aligned(p.size)
	p.columns = append(p.columns, Column{Name: name, Type: kind, Offset: at, Length: length})
	p.values = append(p.values, values)
	p.size = at + bytes
}

// aligned is the next multiple of 8.
func aligned(n int) int { return (n + 7) &^ 7 }

// Floats adds a column of f64.
func (p *Packer) Floats(name string, values []float64) {
	p.add(name, "f64", len(values), 8*len(values), values)
}

// Ints adds a column of i32.
func (p *Packer) Ints(name string, values []int32) {
	p.add(name, "i32", len(values), 4*len(values), values)
}

// Bytes adds a column of u8.
func (p *Packer) Bytes(name string, values []byte) {
	p.add(name, "u8", len(values), len(values), values)
}

// Members are those of the JSON.
func (c *Column) Members() plainjson.Members {
	return plainjson.Members{
		"name", &c.Name, "type", &c.Type, "offset", &c.Offset, "length", &c.Length,
	}
}
