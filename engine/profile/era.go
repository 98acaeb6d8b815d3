package profile

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/internal/message"
)

// Endpoints of vLLM's server, whose frontends cost different times.
const (
	EndpointCompletions = "completions"
	EndpointChat        = "chat"
)

// The frontends that public runs speak for. Nobody has published what a prompt token adds, so it adds nothing here.
var frontends = map[string]Frontend{
	EndpointCompletions: {
		ParallelUS: 12_000,
		How:        "chosen by the TTFT of 53 public closed loops of Llama-70B under vLLM 0.10.2, of 2 to 15 ms",
	},
	EndpointChat: {
		SerialUS: 20_000, ParallelUS: 28_000,
		How: "from mean, median and p99 of TTFT in a public run of Qwen3-8B under vLLM 0.11 with eight clients, the first eight at once",
	},
}

// FrontendOf is the frontend of an endpoint as public runs have it.
func FrontendOf(endpoint string) Frontend { return frontends[endpoint] }

// Era is a range of vLLM versions in which a step costs the CPU about as much.
type Era struct {
	From, Below string // minor versions, "0.10"; Below is the first that no longer belongs to it, "" for none
	Async       bool   // with asynchronous scheduling
	Host        Host
}

// Eras are what public runs speak for, the latest first.
var Eras = []Era{
	{From: "0.15", Async: true, Host: Host{
		StepUS: 300, How: "chosen by the TPOT of public closed loops of gpt-oss-120b and Kimi-K2 under vLLM 0.15 to 0.19, of 0, 0.3 and 0.6 ms",
	}},
	{From: "0.10", Below: "0.15", Async: true, Host: Host{
		StepUS: 800, How: "chosen by the TPOT of public closed loops of Llama-70B on the H200 under vLLM 0.10.2, of 0.4, 0.8 and 1.2 ms",
	}},
	{From: "0.10", Below: "0.15", Host: Host{
		StepUS: 1_100, SequenceUS: 32, How: "chosen by the TPOT of 18 public closed loops of Llama-70B on the H100 under vLLM 0.10.2",
	}},
	{From: "0.8", Below: "0.10", Host: Host{
		StepUS: 1_700, SequenceUS: 8, How: "chosen by the TPOT of public runs of Llama-3-8B on an RTX 4090 under vLLM 0.8.5, at 1 and 8 requests/s",
	}},
}

// Name reads "vLLM 0.10 to 0.14, synchronous scheduling".
func (e *Era) Name() string {
	scheduling := "synchronous"
	if e.Async {
		scheduling = "asynchronous"
	}
	if e.Below == "" {
		return message.Sprintf("vLLM %s and later, %s scheduling", e.From, scheduling)
	}
	return message.Sprintf("vLLM %s to 0.%d, %s scheduling", e.From, minor(e.Below)-1, scheduling)
}

// HostOf is the host time of a version of vLLM, nil where no public run speaks for it.
func HostOf(version string, async bool) *Host {
	at := minor(version)
	for i := range Eras {
		e := &Eras[i]
		if e.Async == async && at >= minor(e.From) && (e.Below == "" || at < minor(e.Below)) {
			host := e.Host
			return &host
		}
	}
	return nil
}

// ServerOf is what surrounds the GPU in a version of vLLM, as far as public runs speak for it.
func ServerOf(version, endpoint string, async bool) Server {
	s := Server{Frontend: FrontendOf(endpoint)}
	if host := HostOf(version, async); host != nil {
		s.Host = *host
	}
	return s
}

// minor is the second number of a version: 10 of "0.10.2". vLLM has no first one but 0 yet; -1 where it cannot be read.
func minor(version string) int {
	_, rest, _ := strings.Cut(version, ".")
	text, _, _ := strings.Cut(rest, ".")
	v, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return v
}
