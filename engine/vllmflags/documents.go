package vllmflags

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// text is what a person pastes, taken apart: commands, and what else says something of the server.
type text struct {
	commands []command
	images   []string // of containers
	flags    []string // words that are flags without a command, as `vllm serve --config` and charts have them
	unknown  []string // keys beside them that are none
}

// fence is a line of Markdown around code, prompt the sign of a terminal in front of a command.
var (
	fence      = regexp.MustCompile("(?m)^[ \t]*(```|~~~).*$")
	prompt     = regexp.MustCompile(`(?m)^[ \t]*\$[ \t]+`)
	dockerfile = regexp.MustCompile(`(?m)^[ \t]*(FROM|ENTRYPOINT|CMD|ENV|RUN)[ \t]+`)
	document   = regexp.MustCompile(`^[\w./"-]+:([ \t]|$)|^-[ \t]|^---`)
)

// split reads a text of any of the kinds that Read takes.
func split(pasted string) (*text, error) {
	pasted = strings.ReplaceAll(pasted, "\r\n", "\n")
	pasted = prompt.ReplaceAllString(fence.ReplaceAllString(pasted, ""), "")
	t := &text{}
	switch first := firstLine(pasted); {
	case dockerfile.MatchString(pasted) && !strings.HasPrefix(first, "vllm"):
		return t, t.dockerfile(pasted)
	case document.MatchString(first):
		if !modest(pasted) {
			return nil, &Error{Message: "the YAML is nested too deeply or repeats itself too often to be settings of a server"}
		}
		var value any
		if err := yaml.UnmarshalWithOptions([]byte(pasted), &value, yaml.UseOrderedMap()); err == nil {
			return t, t.walk(value, true)
		}
	}
	return t, t.shell(pasted)
}

// Limits of YAML that is read: what is nested costs the square of its depth, and aliases of aliases grow without end.
const (
	deepestYAML = 64
	mostAliases = 20
)

var alias = regexp.MustCompile(`(?m)(^|[\s,\[{])\*\w`)

// modest says whether YAML keeps to the limits.
func modest(text string) bool {
	depth := 0
	for _, r := range text {
		switch r {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > deepestYAML {
			return false
		}
	}
	return len(alias.FindAllStringIndex(text, mostAliases+1)) <= mostAliases
}

// firstLine is the first that is neither blank nor a comment.
func firstLine(pasted string) string {
	for line := range strings.Lines(pasted) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return line
		}
	}
	return ""
}

func (t *text) shell(script string) error {
	commands, err := commandsIn(script)
	t.commands = append(t.commands, commands...)
	return err
}

// dockerfile joins what an image starts: its ENTRYPOINT and its CMD.
func (t *text) dockerfile(file string) error {
	var start command
	for line := range strings.SplitSeq(strings.ReplaceAll(file, "\\\n", " "), "\n") {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		switch instruction {
		case "FROM":
			t.images = append(t.images, rest)
		case "ENV":
			if name, value, ok := strings.Cut(rest, "="); ok {
				start.env = append(start.env, name+"="+strings.Trim(value, `"'`))
			}
		case "RUN":
			if err := t.shell(rest); err != nil {
				return err
			}
		case "ENTRYPOINT", "CMD":
			words, err := words(rest)
			if err != nil {
				return err
			}
			start.words = append(start.words, words...)
		}
	}
	return t.start(start)
}

// start adds a command that a container starts.
func (t *text) start(c command) error {
	t.commands = append(t.commands, c)
	if script, ok := script(c.words); ok {
		return t.shell(script)
	}
	return nil
}

// words are those of a list, `["vllm", "serve"]`, or of a line as a shell takes it.
func words(value any) ([]string, error) {
	if line, ok := value.(string); ok {
		var list []string
		if strings.HasPrefix(line, "[") && yaml.Unmarshal([]byte(line), &list) == nil {
			return list, nil
		}
		commands, err := commandsIn(line)
		if err != nil {
			return nil, err
		}
		for _, c := range commands {
			list = append(list, c.words...)
		}
		return list, nil
	}
	items, _ := value.([]any)
	var list []string
	for _, item := range items {
		word := scalar(item)
		// One item of a chart is often a flag and its value: "--max-model-len 8192".
		if name, rest, ok := strings.Cut(word, " "); ok && strings.HasPrefix(name, "-") && !strings.Contains(name, "=") {
			list = append(list, name, strings.Trim(strings.TrimSpace(rest), `"'`))
			continue
		}
		list = append(list, word)
	}
	return list, nil
}

// walk looks for containers, and for settings that a chart gives vLLM, in what YAML holds.
func (t *text) walk(value any, top bool) error {
	switch value := value.(type) {
	case []any:
		if top && len(value) > 0 && strings.HasPrefix(scalar(value[0]), "-") { // the list that stands behind args:
			words, err := words(value)
			t.flags = append(t.flags, words...)
			return err
		}
		for _, item := range value {
			if err := t.walk(item, false); err != nil {
				return err
			}
		}
	case yaml.MapSlice:
		return t.mapping(value, top)
	}
	return nil
}

func (t *text) mapping(value yaml.MapSlice, top bool) error {
	if top && slices.ContainsFunc(value, func(item yaml.MapItem) bool { return serveFlags.named(kebab(scalar(item.Key))) != nil }) {
		t.settings(value)
		return nil
	}
	var start command
	image := ""
	for _, item := range value {
		switch key := scalar(item.Key); key {
		case "image":
			image = scalar(item.Value)
			if image != "" {
				t.images = append(t.images, image)
			}
		case "tag":
			t.images = append(t.images, "vllm:"+scalar(item.Value))
		case "entrypoint", "command", "args", "extraArgs":
			words, err := words(item.Value)
			if err != nil {
				return err
			}
			if key == "extraArgs" {
				t.flags = append(t.flags, words...)
				continue
			}
			start.words = append(start.words, words...)
		case "env", "environment":
			start.env = append(start.env, environment(item.Value)...)
		case "vllmConfig":
			if settings, ok := item.Value.(yaml.MapSlice); ok {
				t.settings(settings)
			}
			if err := t.walk(item.Value, false); err != nil {
				return err
			}
		case "modelURL":
			t.flags = append(t.flags, "--model", scalar(item.Value))
		default:
			if err := t.walk(item.Value, false); err != nil {
				return err
			}
		}
	}
	if len(start.words) > 0 && isImage(image) && strings.HasPrefix(start.words[0], "-") {
		start.words = append([]string{"vllm", "serve"}, start.words...)
	}
	return t.start(start)
}

// settings are flags as keys: "tensor-parallel-size: 2", "maxModelLen: 4096".
func (t *text) settings(settings yaml.MapSlice) {
	for _, item := range settings {
		name := kebab(scalar(item.Key))
		f := serveFlags.named(name)
		switch value := scalar(item.Value); {
		case name == "extra-args": // walk takes it
		case f == nil:
			t.unknown = append(t.unknown, scalar(item.Key))
		case f.takes != toggle:
			t.flags = append(t.flags, "--"+f.name+"="+value)
		case value == "true":
			t.flags = append(t.flags, "--"+f.name)
		case value == "false":
			t.flags = append(t.flags, "--no-"+f.name)
		}
	}
}

// kebab is a key of YAML as vLLM's flags are written: max_model_len and maxModelLen are max-model-len.
func kebab(key string) string {
	var out strings.Builder
	for i, r := range key {
		switch {
		case r == '_':
			out.WriteByte('-')
		case 'A' <= r && r <= 'Z':
			if i > 0 {
				out.WriteByte('-')
			}
			out.WriteRune(r + 'a' - 'A')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// environment reads both shapes: a list of name and value, and a mapping.
func environment(value any) (env []string) {
	switch value := value.(type) {
	case yaml.MapSlice:
		for _, item := range value {
			env = append(env, scalar(item.Key)+"="+scalar(item.Value))
		}
	case []any:
		for _, item := range value {
			pair, ok := item.(yaml.MapSlice)
			if !ok {
				env = append(env, scalar(item))
				continue
			}
			name, text := "", ""
			for _, part := range pair {
				switch scalar(part.Key) {
				case "name":
					name = scalar(part.Value)
				case "value":
					text = scalar(part.Value)
				}
			}
			env = append(env, name+"="+text)
		}
	}
	return env
}

// scalar is a value of YAML as text; "" for what is none.
func scalar(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case nil, []any, yaml.MapSlice:
		return ""
	}
	return fmt.Sprint(value)
}
