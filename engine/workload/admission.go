package workload

import (
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Admission is what vLLM's server makes of the requests that a client sends.
type Admission struct {
	Requests []Request   // those that it takes, in order
	Rejected []Rejection // why it answers others with 400
	Clipped  int         // of those that it takes: how many end at max_model_len, before their last token
}

// Rejection is a reason to reject requests.
type Rejection struct {
	Reason   string
	Requests int // how many
}

// limit is the length up to which the server takes requests.
type limit struct {
	maxModelLen int
	clip        bool // workload.on_too_long: an output that exceeds it is cut
}

// rejection says what is wrong with a request.
type rejection int

const (
	fine       rejection = iota
	promptLong           // no room for one token of output
	outputLong           // no room for all of it
)

func limitOf(w *scenario.Workload, maxModelLen int) limit {
	return limit{maxModelLen, w.OnTooLong == scenario.TooLongClip}
}

func (l limit) judge(r *Request) rejection {
	switch {
	case r.PromptLen >= l.maxModelLen:
		return promptLong
	case !l.clip && r.Tokens() > l.maxModelLen:
		return outputLong
	}
	return fine
}

// reason is what the server answers, for all requests that have something wrong.
func (l limit) reason(wrong rejection) string {
	longest := format.Count(l.maxModelLen)
	if wrong == promptLong {
		return message.Sprintf("the prompt has as many tokens as max_model_len (%s) or more", longest)
	}
	return message.Sprintf("'max_tokens' is too large: prompt and output exceed max_model_len (%s)", longest)
}

// Admit has the server look at a scenario's requests, which Generate has made. Where it would take none, the error is a
// *scenario.Error at the field that makes them too long.
func Admit(s *scenario.Scenario, requests []Request, maxModelLen int) (Admission, error) {
	l := limitOf(&s.Workload, maxModelLen)
	var wrong [3]int
	clipped := 0
	for i := range requests {
		verdict := l.judge(&requests[i])
		wrong[verdict]++
		if verdict == fine && requests[i].Tokens() > maxModelLen {
			clipped++
		}
	}
	if len(requests) > 0 && wrong[fine] == 0 {
		first := l.judge(&requests[0])
		return Admission{}, &scenario.Error{Path: fieldOf(&s.Workload, first),
			Message: "vLLM's server rejects every request (400): " + l.reason(first)}
	}
	a := Admission{Requests: requests, Clipped: clipped}
	if wrong[fine] < len(requests) {
		a.Requests = make([]Request, 0, wrong[fine])
		for i := range requests {
			if l.judge(&requests[i]) == fine {
				a.Requests = append(a.Requests, requests[i])
			}
		}
	}
	for _, verdict := range []rejection{promptLong, outputLong} {
		if wrong[verdict] > 0 {
			a.Rejected = append(a.Rejected, Rejection{l.reason(verdict), wrong[verdict]})
		}
	}
	return a, nil
}

// fieldOf is the field to change where all requests have the same thing wrong.
func fieldOf(w *scenario.Workload, wrong rejection) string {
	switch {
	case w.Dataset == scenario.DatasetRandom && wrong == promptLong:
		return "workload.random_input_len"
	case w.Dataset == scenario.DatasetRandom:
		return "workload.random_output_len"
	case w.Dataset == scenario.DatasetPrefixRepetition && wrong == promptLong:
		return "workload.prefix_repetition_prefix_len"
	case w.Dataset == scenario.DatasetPrefixRepetition:
		return "workload.prefix_repetition_output_len"
	case w.Dataset == scenario.DatasetLognormal: // its prompts are never too long
		return "workload.lognormal_output_mean"
	case w.Dataset == scenario.DatasetRequests:
		return "workload.requests"
	}
	return "engine.max_model_len"
}
