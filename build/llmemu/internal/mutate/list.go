// Package mutate breaks the code on purpose, one plausible slip at a time, and tells which slips no test notices.
//
// The slips are chosen by hand and kept in mutations/, one text file for each room: what matters to a reader of the page
// (a swapped field, a unit, a lost reset) is seldom what a table of operators would come up with. They name text, not
// lines, so that a list outlives changes around it, and a test holds every entry to the code as it is.
package mutate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Folder is where the lists are kept, under the repository's root.
const Folder = "mutations"

// Room is the list of one room.
type Room struct {
	Name      string
	Tests     []string // folders of the packages that test the room, beside its own; those that import it unless named
	Browser   string   // which of Chromium's tests use the room, as for go test -run; all of them unless named
	Mutations []Mutation
}

// Mutation is one way to break a file.
type Mutation struct {
	Number     int    // in its room, from 1
	File       string // under the root
	Words      string // what it breaks
	Old, New   []string
	Equivalent string // why no test can notice, "" for all others
}

// Load reads the lists of the named rooms, or of all.
func Load(root string, names []string) ([]Room, error) {
	if len(names) == 0 {
		files, _ := filepath.Glob(filepath.Join(root, Folder, "*.txt")) // the pattern is valid
		for _, file := range files {
			names = append(names, strings.TrimSuffix(filepath.Base(file), ".txt"))
		}
	}
	var rooms []Room
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(root, Folder, name+".txt"))
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("%s/%s.txt does not exist; a room is named as its list is", Folder, name)
		}
		if err != nil {
			return nil, err
		}
		room, err := parse(name, string(text))
		if err != nil {
			return nil, fmt.Errorf("%s/%s.txt: %w", Folder, name, err)
		}
		rooms = append(rooms, room)
	}
	return rooms, nil
}

// parse reads a list: paragraphs, of which the first may say how the room is tested. A line with # is a comment.
func parse(name, text string) (Room, error) {
	room := Room{Name: name}
	var m *Mutation
	for i, line := range strings.Split(text, "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			m = nil
		case m == nil && mark == "tests:":
			room.Tests = strings.Fields(rest)
		case m == nil && mark == "browser:":
			room.Browser = rest
		case m == nil:
			room.Mutations = append(room.Mutations, Mutation{Number: len(room.Mutations) + 1})
			m = &room.Mutations[len(room.Mutations)-1]
			var ok bool
			if m.File, m.Words, ok = strings.Cut(line, ": "); !ok {
				return room, fmt.Errorf("line %d: an entry begins with FILE: what it breaks", i+1)
			}
		case mark == "-":
			m.Old = append(m.Old, strings.TrimSpace(rest))
		case mark == "+":
			m.New = append(m.New, strings.TrimSpace(rest))
		case mark == "equivalent:":
			m.Equivalent = rest
		default:
			return room, fmt.Errorf("line %d: %q; allowed: - old text, + new text, equivalent: reason, # comment", i+1, line)
		}
	}
	return room, nil
}

// Apply breaks the text of the mutation's file, and says in which line. Lines match wherever they are indented to.
func (m *Mutation) Apply(source string) (broken string, line int, err error) {
	if len(m.Old) == 0 {
		return "", 0, fmt.Errorf("%s: %s: names no text", m.File, m.Words)
	}
	quoted := make([]string, len(m.Old))
	for i, old := range m.Old {
		quoted[i] = regexp.QuoteMeta(old)
	}
	found := regexp.MustCompile(strings.Join(quoted, `[ \t]*\n[ \t]*`)).FindAllStringIndex(source, -1)
	if len(found) != 1 {
		return "", 0, fmt.Errorf("%s: %s: the text stands there %d times, not once", m.File, m.Words, len(found))
	}
	from, to := found[0][0], found[0][1]
	return source[:from] + strings.Join(m.New, "\n") + source[to:], 1 + strings.Count(source[:from], "\n"), nil
}
