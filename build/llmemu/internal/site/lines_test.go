package site

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestAShrunkProgramSaysTheSame runs a program as Go makes it and as the site carries it: it prints the same, its panics
// name the same functions, and no file or line of source.
func TestAShrunkProgramSaysTheSame(t *testing.T) {
	before := program(t)
	after, problems := shrunk(before)
	if len(problems) > 0 {
		t.Fatal("Go has changed, and so must lines.go or segments.go: ", problems)
	}
	if was, is := packed(t, before), packed(t, after); is > was*93/100 {
		t.Errorf("%d bytes of %d are left", is, was)
	}
	want, got := says(t, before), says(t, after)
	for _, part := range []string{"true true 32\n", "sum ", "caught runtime error: index out of range [3] with length 0", "main.fall(", "main.main()", "main.go:53", "ends with exit status 2"} {
		if !strings.Contains(want, part) {
			t.Fatalf("the program does not say %q:\n%s", part, want)
		}
	}
	if problem := differs(want, got); problem != "" {
		t.Error(problem)
	}
	if strings.Contains(got, "main.go:5") || !strings.Contains(got, "true true 0\n") {
		t.Errorf("the shrunk program knows its lines:\n%s", got)
	}
}

// packed is how many bytes of a module are downloaded.
func packed(t *testing.T, module []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(module); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// differs says where a shrunk program says other things than the one that it was made of, "" where it does not.
func differs(before, after string) string {
	without := func(text string) string {
		return strings.Replace(positions.ReplaceAllString(text, ""), "true true 32\n", "true true 0\n", 1)
	}
	if before, after = without(before), without(after); before != after {
		return "the program says\n" + before + "\nand when it is shrunk\n" + after
	}
	return ""
}

// TestACorruptedRewriteIsNoticed breaks the rewritten program in each of the ways that a wrong offset would, and looks that
// running it shows that.
// TestAProgramIsShrunkOnce: compiled a second time into the same file, it is the same and nothing is said.
func TestAProgramIsShrunkOnce(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "engine.wasm")
	var files [2][]byte
	for i := range files {
		if err := CompileEngine(root, out, func(message string) { t.Errorf("time %d: %s", i+1, message) }); err != nil {
			t.Fatal(err)
		}
		if files[i], err = os.ReadFile(out); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Errorf("%d bytes, then %d", len(files[0]), len(files[1]))
	}
}

func TestACorruptedRewriteIsNoticed(t *testing.T) {
	module := program(t)
	want := says(t, module)
	for name, corrupt := range map[string]func(t *tables, memory []segment){
		"stacks taken for lines": func(t *tables, _ []segment) {
			for _, entry := range t.entries {
				copy(entry[t.stack:][:4], entry[t.line:])
			}
		},
		"names lost":      func(t *tables, _ []segment) { clear(t.names) },
		"values lost":     func(t *tables, _ []segment) { clear(t.values) },
		"a segment moved": func(_ *tables, memory []segment) { memory[len(memory)/2].offset++ },
	} {
		t.Run(name, func(t *testing.T) {
			bad, err := rewritten(module, func(memory []segment) {
				tables, err := findTables(memory, go126)
				if err != nil {
					t.Fatal(err)
				}
				corrupt(tables, memory)
			})
			if err != nil {
				t.Fatal(err)
			}
			if differs(want, says(t, bad)) == "" {
				t.Error("nobody notices")
			}
		})
	}
}

// headerWords and entryOffsets are all that a layout says, besides its magic.
func headerWords(l *layout) []*int {
	return []*int{&l.functions, &l.unused, &l.names, &l.units, &l.files, &l.values, &l.index, &l.header}
}

func entryOffsets(l *layout) []*int {
	return []*int{&l.entry, &l.name, &l.stack, &l.file, &l.line, &l.lists, &l.unit, &l.moreLists, &l.fixed}
}

// TestALayoutThatIsNotTheProgramsIsRefused reads the tables with each offset a little off, as they would be if a version of Go
// moved it.
func TestALayoutThatIsNotTheProgramsIsRefused(t *testing.T) {
	if parts := 1 + len(headerWords(&layout{})) + len(entryOffsets(&layout{})); reflect.TypeFor[layout]().NumField() != parts {
		t.Fatalf("a layout has other than %d parts", parts)
	}
	_, err := rewritten(program(t), func(memory []segment) {
		before := copied(memory)
		refuse := func(list func(l *layout) []*int, i, by int) {
			l := go126
			if *list(&l)[i] += by; *list(&l)[i] < 0 {
				return
			}
			if err := dropLines(memory, l); err == nil || !slices.EqualFunc(memory, before, func(a, b segment) bool { return bytes.Equal(a.data, b.data) }) {
				t.Fatalf("taken for the layout: %+v", l)
			}
		}
		for _, sign := range []int{-1, 1} {
			for i := range headerWords(&layout{}) {
				refuse(headerWords, i, sign)
			}
			for i := range entryOffsets(&layout{}) {
				refuse(entryOffsets, i, 4*sign)
			}
			refuse(entryOffsets, slices.Index(entryOffsets(&go126), &go126.moreLists), sign) // it is a byte
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copied(memory []segment) []segment {
	list := slices.Clone(memory)
	for i := range list {
		list[i].data = slices.Clone(list[i].data)
	}
	return list
}

// TestAFileThatIsNotKnownIsShippedAsItIs changes each number of a real file that is relied on. The file that is shipped is then
// the one that was read, and somebody is told.
func TestAFileThatIsNotKnownIsShippedAsItIs(t *testing.T) {
	module, err := rewritten(program(t), unchanged)
	if err != nil {
		t.Fatal(err)
	}
	l := go126
	refuse := func(name string, size, by int, place func(t *tables, start []byte) []byte) {
		changed, err := rewritten(module, func(memory []segment) {
			tables, err := findTables(memory, l)
			if err != nil {
				t.Fatal(err)
			}
			number := make([]byte, 8)
			field := place(tables, startOf(memory))[:size]
			copy(number, field)
			binary.LittleEndian.PutUint64(number, binary.LittleEndian.Uint64(number)+uint64(by))
			copy(field, number)
		})
		if err != nil {
			t.Fatal(err)
		}
		shipped, problems := shrunk(changed)
		if !bytes.Equal(shipped, changed) || len(problems) != 1 {
			t.Errorf("%s changed by %d is taken, problems %v", name, by, problems)
		}
	}
	for _, sign := range []int{-1, 1} {
		for i := range l.magic {
			refuse(fmt.Sprintf("byte %d of the magic", i), 1, sign, func(_ *tables, start []byte) []byte { return start[i:] })
		}
		for i, word := range headerWords(&l)[:7] {
			refuse(fmt.Sprintf("word %d of the header", i), 8, sign, func(_ *tables, start []byte) []byte { return start[len(l.magic)+8**word:] })
		}
		for i, offset := range []int{l.entry, l.name, l.stack, l.file, l.line, l.lists, l.unit, l.fixed} {
			// A function of package runtime, which has many files, somewhere in the middle.
			refuse(fmt.Sprintf("number %d of an entry", i), 4, sign, func(t *tables, _ []byte) []byte { return t.entries[len(t.entries)/2][offset:] })
		}
		// One more or less could be what is left of a word.
		refuse("the count of further lists", 1, 2*sign, func(t *tables, _ []byte) []byte { return t.entries[len(t.entries)/2][l.moreLists:] })
		refuse("an instruction in the index", 4, sign, func(t *tables, _ []byte) []byte { return t.index[8*7:] })
		refuse("an offset in the index", 4, sign, func(t *tables, _ []byte) []byte { return t.index[8*7+4:] })
	}
}

// startOf is the memory from the start of the tables on.
func startOf(memory []segment) []byte {
	for _, s := range memory {
		if at := bytes.Index(s.data, []byte(go126.magic)); at >= 0 {
			return s.data[at:]
		}
	}
	return nil
}
