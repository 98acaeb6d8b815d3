package vllmflags

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// command is one simple command, its words as the program would get them.
type command struct {
	env   []string // "NAME=value", in front of it
	words []string
}

// shell reads commands as a shell does: quotes, continued lines, environment prefixes, pipes and lists. Variables that the text itself
// sets stand for their values; others stay as they are written, so that a message can name them.
type shell struct {
	variables map[string]string
	commands  []command
}

// longestValue bounds the value of a variable, in bytes: a text may double one in every line.
const longestValue = 4 << 10

// deepest is how many `sh -c` may stand within each other.
const deepest = 3

// What may stand within each other, and how long a text with any of it may be: the parser calls itself for each, and a browser's stack
// is small. Measured in Node.js with a browser's limit (984 kB): it is used up by some 500 arithmetic expressions in parentheses and
// by 8,000 to 16,000 bytes of operators.
const (
	mostNested    = 200
	longestNested = 8 << 10
)

var nesting = regexp.MustCompile("[([`]|\\$\\{|(?:^|[\\s;&|])(?:\\{|!|if|while|until|for|case|select|time|let|function|coproc)\\s")

// tooDeep says whether a text may stand deeper in itself than can be parsed. What closes again is not looked for: quotes may hide it.
func tooDeep(text string) bool {
	found := len(nesting.FindAllStringIndex(text, mostNested+1))
	return found > mostNested || found > 0 && len(text) > longestNested
}

// commandsIn are the commands of a text.
func commandsIn(text string) ([]command, error) {
	s := shell{variables: map[string]string{}}
	err := s.parse(text, 0)
	return s.commands, err
}

// parse adds the commands of a text. depth counts `sh -c` within `sh -c`.
func (s *shell) parse(text string, depth int) error {
	if tooDeep(text) {
		return &Error{Message: "this is nested too deeply to be a command line: at most " + format.Count(mostNested) + " parentheses, ${…} and the like, in at most " +
			format.Count(longestNested) + " bytes"}
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return &Error{Message: "this is no command line that a shell would take: " + message.Visible(err.Error())}
	}
	syntax.Walk(file, func(node syntax.Node) bool {
		switch node := node.(type) {
		case *syntax.DeclClause: // export NAME=value
			s.assign(node.Args)
		case *syntax.CallExpr:
			s.call(node, depth)
		}
		return true
	})
	return nil
}

// assign keeps what variables are set to and returns it as it stands.
func (s *shell) assign(assigns []*syntax.Assign) (env []string) {
	for _, a := range assigns {
		if a.Name == nil {
			continue
		}
		value := ""
		if a.Value != nil {
			value = s.word(a.Value)
		}
		env = append(env, a.Name.Value+"="+value)
		if len(value) <= longestValue { // a longer one is made of itself, again and again
			s.variables[a.Name.Value] = value
		}
	}
	return env
}

func (s *shell) call(call *syntax.CallExpr, depth int) {
	c := command{env: s.assign(call.Assigns)}
	for _, arg := range call.Args {
		word := s.word(arg)
		if list, ok := s.list(arg); ok {
			c.words = append(c.words, list...)
			continue
		}
		c.words = append(c.words, word)
	}
	if len(c.words) > 0 {
		s.commands = append(s.commands, c)
	}
	if script, ok := script(c.words); ok && depth < deepest {
		_ = s.parse(script, depth+1) // what is no script is no command of vLLM either
	}
}

// list is a variable without quotes around it, "$FLAGS": the shell splits what it holds.
func (s *shell) list(word *syntax.Word) ([]string, bool) {
	if len(word.Parts) != 1 {
		return nil, false
	}
	param, ok := word.Parts[0].(*syntax.ParamExp)
	if !ok {
		return nil, false
	}
	value, known := s.variables[param.Param.Value]
	if !known || !strings.ContainsAny(value, " \t\n") {
		return nil, false
	}
	return strings.Fields(value), true
}

// script is what `bash -c` is given, alone or behind others, as in containers.
func script(words []string) (string, bool) {
	for i, w := range words {
		name := w[strings.LastIndexByte(w, '/')+1:]
		if (name == "sh" || name == "bash") && i+2 < len(words) && strings.HasPrefix(words[i+1], "-") && strings.HasSuffix(words[i+1], "c") {
			return words[i+2], true
		}
	}
	return "", false
}

// word is a word without its quotes.
func (s *shell) word(w *syntax.Word) string {
	var out strings.Builder
	for _, part := range w.Parts {
		s.part(&out, part)
	}
	return out.String()
}

func (s *shell) part(out *strings.Builder, part syntax.WordPart) {
	switch part := part.(type) {
	case *syntax.Lit:
		out.WriteString(unescape(part.Value))
	case *syntax.SglQuoted:
		out.WriteString(part.Value)
	case *syntax.DblQuoted:
		for _, inner := range part.Parts {
			if lit, ok := inner.(*syntax.Lit); ok {
				out.WriteString(unescapeQuoted(lit.Value))
				continue
			}
			s.part(out, inner)
		}
	case *syntax.ParamExp:
		out.WriteString(s.value(part))
	default: // $(…), $((…)), globs: what they come to is not known here
		var text strings.Builder
		if syntax.NewPrinter().Print(&text, part) == nil {
			out.WriteString(text.String())
		}
	}
}

// value is a variable's, or its default's in ${NAME:-default}, or its name where neither is known.
func (s *shell) value(p *syntax.ParamExp) string {
	if value, ok := s.variables[p.Param.Value]; ok && value != "" {
		return value
	}
	if p.Exp != nil && p.Exp.Word != nil && (p.Exp.Op == syntax.DefaultUnsetOrNull || p.Exp.Op == syntax.DefaultUnset) {
		return s.word(p.Exp.Word)
	}
	return "$" + p.Param.Value
}

// unescape takes a word's backslashes away, and continued lines with them.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
			if text[i] == '\n' {
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// unescapeQuoted is the same between double quotes, where a backslash stands for itself but before these.
func unescapeQuoted(text string) string {
	return strings.NewReplacer("\\\n", "", `\"`, `"`, `\\`, `\`, `\$`, "$", "\\`", "`").Replace(text)
}
