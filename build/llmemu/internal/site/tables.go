package site

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// layout says where a version of Go keeps what is read of its tables: pcHeader in runtime/symtab.go, _func in
// runtime/runtime2.go. Words are little-endian, of 8 bytes.
type layout struct {
	magic string // the magic number, two zeros, instructions of 1 byte, pointers of 8

	// Words of the header behind its magic.
	functions, unused, names, units, files, values, index, header int

	// Offsets into a function's entry. The lists of numbers behind it are counted in it.
	entry, name, stack, file, line, lists, unit, moreLists, fixed int
}

// go126 is the layout of Go 1.26, and of those before it back to 1.20 but for the unused word.
var go126 = layout{
	magic:     "\xf1\xff\xff\xff\x00\x00\x01\x08",
	functions: 0, unused: 2, names: 3, units: 4, files: 5, values: 6, index: 7, header: 8,
	entry: 0, name: 4, stack: 16, file: 20, line: 24, lists: 28, unit: 32, moreLists: 43, fixed: 44,
}

// tables are what a program knows of its functions.
type tables struct {
	layout
	names   []byte   // of the functions, each ended by a zero
	units   []byte   // for each file of each package that was compiled, where its name begins
	files   []byte   // names of files, each ended by a zero
	values  []byte   // tables of values over instructions, one behind the other, each shared by many functions
	index   []byte   // for each function its first instruction and where its entry is, then the entries
	entries [][]byte // of the functions
}

// errCutOff says that a table is longer than what holds it.
var errCutOff = errors.New("they are cut off")

// findTables looks for the tables in a program's memory. The magic may stand elsewhere by chance, so that what follows it
// has to be tables as well.
func findTables(memory []segment, l layout) (*tables, error) {
	err := errors.New("no such magic number")
	for _, s := range memory {
		for at := 0; ; at++ {
			next := bytes.Index(s.data[at:], []byte(l.magic))
			if next < 0 {
				break
			}
			at += next
			var t *tables
			if t, err = readTables(s.data[at:], l); err == nil {
				return t, nil
			}
		}
	}
	return nil, err
}

// readTables takes tables apart. It believes in a layout only where everything that it reads agrees: an offset that has
// moved would otherwise be noticed by whoever needs to know where a program fails.
func readTables(data []byte, l layout) (*tables, error) {
	const word = 8
	start := len(l.magic)
	if len(data) < start+l.header*word {
		return nil, errCutOff
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint64(data[start+word*i:])) }
	bounds := []int{start + l.header*word, at(l.names), at(l.units), at(l.files), at(l.values), at(l.index), len(data)}
	if at(l.unused) != 0 || bounds[0] != bounds[1] || !slices.IsSorted(bounds) {
		return nil, errors.New("their parts are not where they should be")
	}
	part := func(i int) []byte { return data[bounds[i]:bounds[i+1]] }
	t := &tables{layout: l, names: part(1), units: part(2), files: part(3), values: part(4), index: part(5)}
	if err := t.readEntries(at(l.functions)); err != nil {
		return nil, err
	}
	return t, t.check()
}

// readEntries finds the functions' entries. They lie one behind the other, each as long as its lists make it, at multiples
// of a word.
func (t *tables) readEntries(functions int) error {
	const pair = 8 // of 4 bytes each: first instruction, offset of the entry
	if functions <= 0 || functions > len(t.index)/pair {
		return errCutOff
	}
	expected := functions*pair + 4 // behind the end of the last function
	for i := range functions {
		expected = (expected + 7) &^ 7
		if at32(t.index, pair*i+4) != expected {
			return fmt.Errorf("the entry of function %d is not behind the one before", i)
		}
		if expected+t.fixed > len(t.index) {
			return errCutOff
		}
		entry := t.index[expected:]
		size := t.fixed + 4*at32(entry, t.lists) + 4*int(entry[t.moreLists])
		if size > len(entry) {
			return errCutOff
		}
		if at32(entry, t.entry) != at32(t.index, pair*i) || at32(t.index, pair*i) >= at32(t.index, pair*(i+1)) {
			return fmt.Errorf("function %d begins at two places", i)
		}
		t.entries = append(t.entries, entry[:size])
		expected += size
	}
	return nil
}

// check looks that every offset of every entry leads to what it should.
func (t *tables) check() error {
	ends := map[int]int{} // of the tables of values, by their offsets
	fileCounts := t.fileCounts()
	for i, entry := range t.entries {
		if at := at32(entry, t.name); at >= len(t.names) || at > 0 && t.names[at-1] != 0 {
			return fmt.Errorf("function %d has no name", i)
		}
		read := func(kind string, offset int, fits func(value, before int) bool) error {
			end, err := t.each(offset, fits)
			if err != nil {
				return fmt.Errorf("the %s of function %d: %w", kind, i, err)
			}
			ends[offset] = end
			return nil
		}
		unit := at32(entry, t.unit)
		count := fileCounts[unit]
		if err := errors.Join(
			read("stack", at32(entry, t.stack), func(value, before int) bool { return value >= 0 && value%8 == 0 && (before >= 0 || value == 0) }),
			read("files", at32(entry, t.file), func(value, _ int) bool { return value >= 0 && value < count && t.isFile(unit+value) }),
			read("lines", at32(entry, t.line), func(value, _ int) bool { return value > 0 }),
		); err != nil {
			return err
		}
		for k := range at32(entry, t.lists) {
			if err := read("values", at32(entry, t.fixed+4*k), func(int, int) bool { return true }); err != nil {
				return err
			}
		}
	}
	return t.tile(ends)
}

// tile looks that the tables of values lie one behind the other, with nothing in between.
func (t *tables) tile(ends map[int]int) error {
	delete(ends, 0) // no table
	at := 1
	for _, offset := range slices.Sorted(maps.Keys(ends)) {
		if offset != at {
			return fmt.Errorf("a table of values begins at %d, the one before ends at %d", offset, at)
		}
		at = ends[offset]
	}
	return nil
}

// fileCounts is how many files each unit has, by where it begins: as many as there are up to the next.
func (t *tables) fileCounts() map[int]int {
	starts := map[int]bool{len(t.units) / 4: true}
	for _, entry := range t.entries {
		starts[at32(entry, t.unit)] = true
	}
	counts := map[int]int{}
	sorted := slices.Sorted(maps.Keys(starts))
	for i, start := range sorted[:len(sorted)-1] {
		counts[start] = sorted[i+1] - start
	}
	return counts
}

// isFile says whether the i-th entry of the units leads to a file's name.
func (t *tables) isFile(i int) bool {
	if 4*i+4 > len(t.units) {
		return false
	}
	at := at32(t.units, 4*i)
	return at == 0 || at < len(t.files) && t.files[at-1] == 0
}

// each reads the table of values at an offset: pairs of a difference to the value before, which is -1 at first, and of a
// number of instructions, and a zero in place of a difference. Offset 0 is no table. It returns where the table ends.
func (t *tables) each(offset int, fits func(value, before int) bool) (end int, err error) {
	if offset == 0 {
		return 0, nil
	}
	value := int32(-1)
	for i := offset; ; {
		step, n := binary.Uvarint(t.values[min(i, len(t.values)):])
		if step == 0 && n > 0 && i > offset {
			return i + 1, nil
		}
		_, m := binary.Uvarint(t.values[min(i+max(n, 0), len(t.values)):])
		if n <= 0 || m <= 0 {
			return 0, fmt.Errorf("the table at %d does not end", offset)
		}
		before := value
		value += int32(-(step & 1) ^ (step >> 1))
		if !fits(int(value), int(before)) {
			return 0, fmt.Errorf("the table at %d holds %d", offset, value)
		}
		i += n + m
	}
}

func at32(data []byte, at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
