package site

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// A Go program knows for each of its instructions the file and line that it comes from, to say so when it panics. In the
// browser that is a twentieth of the download. Here every function is told that all of it is line 0 of its first file:
// a panic still names the functions that it came through.
//
// The layout is that of package runtime: pcHeader in symtab.go, _func in runtime2.go. Words are little-endian, of 8 bytes.

// tablesMagic begins the tables of Go 1.20 to 1.26: the magic number, two zeros, instructions of 1 byte, pointers of 8.
var tablesMagic = []byte("\xf1\xff\xff\xff\x00\x00\x01\x08")

// line0 is a table of values over instructions, written as differences: from −1 to 0, for the next 2³² − 1.
var line0 = []byte("\x02\xff\xff\xff\xff\x0f\x00")

// Words of the header behind its magic number, and offsets into a function's entry.
const (
	functionsWord, valuesWord, entriesWord                   = 0, 6, 7
	stackEntry, fileEntry, lineEntry, countEntry, moreTables = 16, 20, 24, 28, 44
)

// lines are the tables of a program.
type lines struct {
	values  []byte   // all tables of values over instructions, one behind the other, each shared by many functions
	entries [][]byte // of the functions
}

// dropLines takes the lines out of the data of a program. Where there are no tables of a known kind, as there may not be
// after a change of Go, they stay: a test says so.
func dropLines(segments []segment) error {
	t, err := findLines(segments)
	if t == nil || err != nil {
		return err
	}
	needed := make([]bool, len(t.values))
	for _, entry := range t.entries {
		if err := t.keep(needed, at32(entry, stackEntry)); err != nil {
			return err
		}
		for i := range at32(entry, countEntry) {
			if err := t.keep(needed, at32(entry, moreTables+4*i)); err != nil {
				return err
			}
		}
	}
	place, free := 0, 0
	for i := 1; i < len(needed); i++ {
		if needed[i] {
			free = 0
			continue
		}
		t.values[i] = 0
		if free++; free == len(line0) && place == 0 {
			place = i + 1 - free
		}
	}
	if place == 0 {
		return fmt.Errorf("no room for a table of %d bytes", len(line0))
	}
	copy(t.values[place:], line0)
	for _, entry := range t.entries {
		binary.LittleEndian.PutUint32(entry[fileEntry:], uint32(place))
		binary.LittleEndian.PutUint32(entry[lineEntry:], uint32(place))
	}
	return nil
}

// findLines is nil where no tables are.
func findLines(segments []segment) (*lines, error) {
	var tables []byte
	for _, s := range segments {
		if _, behind, found := bytes.Cut(s.data, tablesMagic); found {
			tables = s.data[len(s.data)-len(behind)-len(tablesMagic):]
		}
	}
	if tables == nil {
		return nil, nil
	}
	word := func(i int) int { return int(binary.LittleEndian.Uint64(tables[len(tablesMagic)+8*i:])) }
	if len(tables) < 80 || word(valuesWord) > word(entriesWord) || word(entriesWord)+8*word(functionsWord) > len(tables) {
		return nil, fmt.Errorf("the tables of the program are cut off")
	}
	t := &lines{values: tables[word(valuesWord):word(entriesWord)]}
	index := tables[word(entriesWord):]
	for i := range word(functionsWord) {
		offset := at32(index, 8*i+4)
		if offset+moreTables > len(index) || offset+moreTables+4*at32(index, offset+countEntry) > len(index) {
			return nil, fmt.Errorf("the entry of function %d is cut off", i)
		}
		t.entries = append(t.entries, index[offset:])
	}
	return t, nil
}

// keep marks the bytes of a table: pairs of numbers, and a zero in place of a first one. Offset 0 is no table.
func (t *lines) keep(needed []bool, offset int) error {
	for i := offset; offset > 0; {
		value, n := binary.Uvarint(t.values[min(i, len(t.values)):])
		if value == 0 && n > 0 && i > offset {
			for j := offset; j <= i; j++ {
				needed[j] = true
			}
			return nil
		}
		_, m := binary.Uvarint(t.values[min(i+n, len(t.values)):])
		if n <= 0 || m <= 0 {
			return fmt.Errorf("the table at %d does not end", offset)
		}
		i += n + m
	}
	return nil
}

func at32(data []byte, at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
