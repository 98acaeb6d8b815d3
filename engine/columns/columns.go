// Package columns writes the packed format in which figures reach a browser: a small JSON header, and typed arrays that
// are viewed in place, without copying and without passing through JSON.
package columns

import (
	"encoding/binary"
	"math"

	"github.com/llmemu/playground/engine/record"
)

// Column says where a column's values lie in the payload.
type Column struct {
	Name   string
	Type   string // "f64", "i32" or "u8", little-endian
	Offset int    // bytes into the payload, a multiple of 8
	Length int    // values
}

// Packer collects columns. The zero value is empty.
type Packer struct {
	columns []Column
	payload []byte
}

// Columns lists what was added, for the header.
func (p *Packer) Columns() []Column { return p.columns }

// Pack writes everything: four bytes with the length of the JSON header, the header, zeros up to a multiple of 8, and
// the payload.
func (p *Packer) Pack(header record.Object) ([]byte, error) {
	text, err := record.Marshal(header)
	if err != nil {
		return nil, err
	}
	out := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	out = append(out, text...)
	for len(out)%8 != 0 {
		out = append(out, 0)
	}
	return append(out, p.payload...), nil
}

func (p *Packer) add(name, kind string, length int) {
	for len(p.payload)%8 != 0 {
		p.payload = append(p.payload, 0)
	}
	p.columns = append(p.columns, Column{Name: name, Type: kind, Offset: len(p.payload), Length: length})
}

// Floats adds a column of f64.
func (p *Packer) Floats(name string, values []float64) {
	p.add(name, "f64", len(values))
	for _, v := range values {
		p.payload = binary.LittleEndian.AppendUint64(p.payload, math.Float64bits(v))
	}
}

// Ints adds a column of i32.
func (p *Packer) Ints(name string, values []int32) {
	p.add(name, "i32", len(values))
	for _, v := range values {
		p.payload = binary.LittleEndian.AppendUint32(p.payload, uint32(v))
	}
}

// Bytes adds a column of u8.
func (p *Packer) Bytes(name string, values []byte) {
	p.add(name, "u8", len(values))
	p.payload = append(p.payload, values...)
}

// Members are those of the JSON.
func (c *Column) Members() record.Members {
	return record.Members{
		"name", &c.Name, "type", &c.Type, "offset", &c.Offset, "length", &c.Length,
	}
}
