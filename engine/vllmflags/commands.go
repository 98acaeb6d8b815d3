package vllmflags

import (
	"regexp"
	"slices"
	"strings"
)

// call is a command of vLLM: what it starts, and its arguments.
type call struct {
	bench bool // `vllm bench serve`; else the server
	args  []string
}

// calls finds vLLM's commands, and notes those of its others.
func (r *reader) calls(t *text) (calls []call) {
	for _, c := range t.commands {
		r.environment(c.env)
		if version, ok := installed(c.words); ok {
			r.version(version)
		}
		c.words = r.container(c.words)
		if found, ok := r.call(c.words); ok {
			calls = append(calls, found)
		}
	}
	for _, image := range t.images {
		r.image(image)
	}
	for _, key := range t.unknown {
		r.unknown(key, nil, true)
	}
	if len(t.flags) > 0 {
		calls = append(calls, apart(t.flags))
	}
	return calls
}

// call finds the program among the words: env, sudo, srun and python may stand in front of it.
func (r *reader) call(words []string) (call, bool) {
	for i, w := range words {
		rest := words[i+1:]
		switch program := w[strings.LastIndexByte(w, '/')+1:]; {
		case program == "vllm" && len(rest) > 0 && slices.Contains(subcommands, rest[0]):
			return r.subcommand(rest)
		case w == "-m" && len(rest) > 1 && rest[0] == "vllm.entrypoints.cli.main":
			return r.subcommand(rest[1:])
		case w == "-m" && len(rest) > 0 && strings.HasPrefix(rest[0], "vllm.entrypoints."):
			return call{args: rest[1:]}, true
		case program == "api_server.py":
			return call{args: rest}, true
		case program == "benchmark_serving.py":
			return call{bench: true, args: rest}, true
		}
	}
	if len(words) > 0 && strings.HasPrefix(words[0], "--") {
		return apart(words), true
	}
	return call{}, false
}

// subcommands are those of the command vllm.
var subcommands = []string{"serve", "bench", "chat", "complete", "run-batch", "collect-env"}

// subcommand is what follows the word vllm.
func (r *reader) subcommand(words []string) (call, bool) {
	switch {
	case words[0] == "serve":
		return call{args: words[1:]}, true
	case words[0] == "bench" && len(words) > 1 && words[1] == "serve":
		return call{bench: true, args: words[2:]}, true
	}
	name := "vllm " + words[0]
	if words[0] == "bench" && len(words) > 1 {
		name += " " + words[1]
	}
	r.note(NotModelled, name, "only the commands vllm serve and vllm bench serve are emulated")
	return call{}, false
}

// apart gives flags without a command to the command that has them: where both do, to the server.
func apart(words []string) call {
	bench := false
	for _, w := range words {
		name, _, _ := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if strings.HasPrefix(w, "--") && serveFlags.named(name) == nil && benchFlags.named(name) != nil {
			bench = true
		}
	}
	return call{bench: bench, args: words}
}

// image is a container's name, of which vLLM is a part.
var image = regexp.MustCompile(`^[\w.-]+(:\d+)?(/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]+)?$`)

func isImage(word string) bool {
	return strings.Contains(strings.ToLower(word), "vllm") && image.MatchString(word)
}

// withValue are options of `docker run` whose value may look like an image's name.
var withValue = []string{"--name", "--network", "--net", "--hostname", "-h", "-e", "--env", "-v", "--volume", "-p", "--publish", "--entrypoint", "--label", "-l", "--mount", "-w", "--workdir", "-u", "--user", "--gpus", "--runtime"}

// container takes the part of `docker run … IMAGE …` that is the server's.
func (r *reader) container(words []string) []string {
	run := slices.Index(words, "run")
	if run < 1 || !slices.Contains([]string{"docker", "podman", "nerdctl"}, words[run-1][strings.LastIndexByte(words[run-1], '/')+1:]) {
		return words
	}
	for i := run + 1; i < len(words); i++ {
		before := words[i-1]
		if before == "-e" || before == "--env" {
			r.environment([]string{words[i]})
		}
		if slices.Contains(withValue, before) || !isImage(words[i]) {
			continue
		}
		r.image(words[i])
		rest := words[i+1:]
		switch {
		case len(rest) == 0 || rest[0] == "serve":
			return append([]string{"vllm", "serve"}, rest[min(1, len(rest)):]...)
		case strings.HasPrefix(rest[0], "-"):
			return append([]string{"vllm", "serve"}, rest...)
		}
		return rest
	}
	return words
}

// pinned is a version of vLLM as pip and uv are given it.
var pinned = regexp.MustCompile(`^["']?vllm(?:\[[\w,-]*\])?[=~]=v?(\d+\.\d+[\w.+]*)`)

func installed(words []string) (version string, ok bool) {
	if !slices.Contains(words, "install") {
		return "", false
	}
	for _, w := range words {
		if m := pinned.FindStringSubmatch(w); m != nil {
			return m[1], true
		}
	}
	return "", false
}

// tagged is the version in the tag of an image: "vllm-openai:v0.19.0", "vllm:rocm7.0_vllm_0.28.0".
var tagged = regexp.MustCompile(`(?:vllm[\w-]*:|:.*vllm[_-])v?(\d+\.\d+)[\w.-]*$`)

func (r *reader) image(name string) {
	if m := tagged.FindStringSubmatch(name); m != nil {
		r.version(m[1])
	}
}
