package site

import (
	"encoding/binary"
	"fmt"
)

// A Go program knows for each of its instructions the file and line that it comes from, to say so when it panics. In the
// browser that is a twentieth of the download. Here every function is told that all of it is line 0 of its first file:
// a panic still names the functions that it came through.

// line0 is a table of values over instructions, written as differences: from −1 to 0, for the next 2³² − 1.
var line0 = []byte("\x02\xff\xff\xff\xff\x0f\x00")

// dropLines takes the lines out of a program's memory. An error says why they stay, and that nothing was changed.
func dropLines(memory []segment, l layout) error {
	t, err := findTables(memory, l)
	if err != nil {
		return fmt.Errorf("the tables of its functions are not those of Go 1.26: %w", err)
	}
	needed := make([]bool, len(t.values))
	for _, entry := range t.entries {
		t.keep(needed, at32(entry, t.stack))
		for i := range at32(entry, t.lists) {
			t.keep(needed, at32(entry, t.fixed+4*i))
		}
	}
	place := roomFor(line0, needed)
	if place == 0 {
		return fmt.Errorf("the tables of its functions have no room for one of %d bytes", len(line0))
	}
	for i, needs := range needed {
		if !needs {
			t.values[i] = 0
		}
	}
	copy(t.values[place:], line0)
	for _, entry := range t.entries {
		binary.LittleEndian.PutUint32(entry[t.file:], uint32(place))
		binary.LittleEndian.PutUint32(entry[t.line:], uint32(place))
	}
	return nil
}

// keep marks the bytes of a table, which has been read before.
func (t *tables) keep(needed []bool, offset int) {
	end, _ := t.each(offset, func(int, int) bool { return true }) // it was read before
	for i := offset; i < end; i++ {
		needed[i] = true
	}
}

// roomFor is where a table fits between those that are needed, 0 where it does not. Offset 0 is no table.
func roomFor(table []byte, needed []bool) int {
	free := 0
	for i := 1; i < len(needed); i++ {
		if free++; needed[i] {
			free = 0
		}
		if free == len(table) {
			return i + 1 - free
		}
	}
	return 0
}
