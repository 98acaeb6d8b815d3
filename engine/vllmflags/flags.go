package vllmflags

import "strings"

// takes is what follows a flag.
type takes int

const (
	one    takes = iota // a value
	toggle              // nothing; --no-NAME is its opposite
	many                // values up to the next flag
)

// flag is an argument of a command of vLLM.
type flag struct {
	name    string   // "max-num-seqs"
	aliases []string // with their dashes: "-tp"
	takes   takes

	field string                              // of the scenario, which takes the value as it is
	set   func(r *reader, value string) error // where it is not that simple
	says  string                              // where it is not modelled: what it would have changed
	quiet string                              // where it changes nothing here: what it is for
}

// flagSet finds flags by all their names.
type flagSet map[string]*flag

func setOf(lists ...[]flag) flagSet {
	set := flagSet{}
	for _, list := range lists {
		for i := range list {
			f := &list[i]
			set[f.name] = f
			for _, alias := range f.aliases {
				set[alias] = f
			}
		}
	}
	return set
}

// named finds a flag by its name without dashes in front.
func (s flagSet) named(name string) *flag { return s[name] }

// find finds the flag that a word names, as vLLM's parser does: underscores are dashes, "--no-" turns a toggle off, a dotted name
// sets a part of a JSON value.
func (s flagSet) find(word string) (f *flag, off bool) {
	if !strings.HasPrefix(word, "--") {
		if f = s[word]; f == nil && len(word) > 2 && strings.HasPrefix(word, "-O") {
			f = s["-O"]
		}
		return f, false
	}
	name := strings.ReplaceAll(word[2:], "_", "-")
	name, _, _ = strings.Cut(name, ".")
	if f = s[name]; f != nil {
		return f, false
	}
	if opposite, ok := strings.CutPrefix(name, "no-"); ok {
		if f = s[opposite]; f != nil && f.takes == toggle {
			return f, true
		}
	}
	return nil, false
}

// quiet makes flags that change nothing that is emulated, from names between spaces; one that ends in a "?" is a toggle, in "*" takes many.
func quiet(why, names string) []flag {
	return listed(names, func(f *flag) { f.quiet = why })
}

// missing makes flags that would change latencies and are not modelled.
func missing(says, names string) []flag {
	return listed(names, func(f *flag) { f.says = says })
}

// listed reads "name|-alias?" and the like.
func listed(names string, fill func(*flag)) []flag {
	var list []flag
	for text := range strings.FieldsSeq(names) {
		f := flag{}
		if rest, ok := strings.CutSuffix(text, "?"); ok {
			text, f.takes = rest, toggle
		} else if rest, ok := strings.CutSuffix(text, "*"); ok {
			text, f.takes = rest, many
		}
		parts := strings.Split(text, "|")
		f.name, f.aliases = parts[0], parts[1:]
		fill(&f)
		list = append(list, f)
	}
	return list
}
