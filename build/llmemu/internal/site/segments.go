package site

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Go's linker leaves every run of zeros out of a module's data, which cuts it into tens of thousands of segments, each with
// its own offset. Compressed, the offsets are a tenth of the file and the zeros next to nothing. So segments are joined, with
// the zeros in between: memory begins as zeros, and the module stays the same.

const (
	dataSection  = 11
	countSection = 12 // of data segments; for instructions that Go does not use

	// shortGap is the longest run of zeros that is written out, in bytes. Longer ones, such as memory for variables, are few.
	shortGap = 64
)

// shrink rewrites a WebAssembly file that Go has made, so that less of it has to be downloaded. What it does not know stays
// as it is, and it warns: a later Go may write other files, and they have to work as well.
func shrink(path string, warn func(message string)) error {
	module, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	small, problems := shrunk(module)
	for _, problem := range problems {
		warn(fmt.Sprintf("warning: %s is larger than it could be: %v", filepath.Base(path), problem))
	}
	return writeFile(path, small, 0o755)
}

// shrunk is the module as small as its parts that are known allow, and what is not known of the others.
func shrunk(module []byte) (small []byte, problems []error) {
	small, err := rewritten(module, func(memory []segment) {
		if err := dropLines(memory, go126); err != nil {
			problems = append(problems, fmt.Errorf("its lines of source stay: %w", err))
		}
	})
	if err != nil {
		return module, []error{fmt.Errorf("its segments stay: %w", err)}
	}
	return small, problems
}

// segment is a piece of the memory that a module begins with.
type segment struct {
	offset int
	data   []byte
}

var errModule = errors.New("not a WebAssembly module as Go writes it")

// rewritten is the module with fewer segments, into which change may write.
func rewritten(module []byte, change func(memory []segment)) ([]byte, error) {
	const header = 8 // magic number and version
	if !bytes.HasPrefix(module, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, errModule
	}
	out := slices.Clone(module[:header])
	for rest := module[header:]; len(rest) > 0; {
		id := rest[0]
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) || id == countSection {
			return nil, errModule
		}
		content := rest[1+n:][:size]
		rest = rest[1+n+int(size):]
		if id == dataSection {
			segments, err := readSegments(content)
			if err != nil {
				return nil, err
			}
			if segments, err = join(segments); err != nil {
				return nil, err
			}
			change(segments)
			content = writeSegments(segments)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(content)))
		out = append(out, content...)
	}
	return out, nil
}

// join closes short gaps. Segments may not overlap: which of two would win hangs on their order.
func join(segments []segment) ([]segment, error) {
	slices.SortFunc(segments, func(a, b segment) int { return cmp.Compare(a.offset, b.offset) })
	var list []segment
	for _, s := range segments {
		if len(list) > 0 {
			last := &list[len(list)-1]
			gap := s.offset - last.offset - len(last.data)
			if gap < 0 {
				return nil, errModule
			}
			if gap <= shortGap {
				last.data = append(append(last.data, make([]byte, gap)...), s.data...)
				continue
			}
		}
		list = append(list, segment{s.offset, slices.Clone(s.data)})
	}
	return list, nil
}

// Every segment is written as: of memory 0, i32.const, its offset, end, its length, its bytes.
const memory0, i32Const, end = 0x00, 0x41, 0x0b

func readSegments(content []byte) ([]segment, error) {
	count, n := binary.Uvarint(content)
	if n <= 0 {
		return nil, errModule
	}
	rest := content[n:]
	var list []segment
	for range count {
		if len(rest) < 2 || rest[0] != memory0 || rest[1] != i32Const {
			return nil, errModule
		}
		offset, n := signed(rest[2:])
		if n <= 0 || offset < 0 || len(rest) < 3+n || rest[2+n] != end {
			return nil, errModule
		}
		rest = rest[3+n:]
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) {
			return nil, errModule
		}
		list = append(list, segment{offset, rest[n:][:size]})
		rest = rest[n+int(size):]
	}
	return list, nil
}

func writeSegments(list []segment) []byte {
	out := binary.AppendUvarint(nil, uint64(len(list)))
	for _, s := range list {
		out = append(out, memory0, i32Const)
		out = appendSigned(out, s.offset)
		out = append(out, end)
		out = binary.AppendUvarint(out, uint64(len(s.data)))
		out = append(out, s.data...)
	}
	return out
}

// signed reads a number as WebAssembly writes signed ones: seven bits a byte, the lowest first, the sign in the last.
func signed(data []byte) (value, length int) {
	for i, b := range data {
		value |= int(b&0x7f) << (7 * i)
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				value -= 1 << (7 * (i + 1))
			}
			return value, i + 1
		}
	}
	return 0, 0
}

func appendSigned(out []byte, value int) []byte {
	for value >= 0x40 {
		out = append(out, byte(value&0x7f)|0x80)
		value >>= 7
	}
	return append(out, byte(value))
}
