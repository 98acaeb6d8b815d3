package metrics

import (
	"strings"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

// Server is what surrounded the GPU in a run, and the part of the mean latencies that it took.
type Server struct {
	FrontendMs            float64 // for each request, one after another
	FrontendMsPer1KTokens float64
	FrontendParallel      float64 // ms for each request, side by side
	HostMsPerStep         float64
	HostUsPerSeq          float64 // for each request of a step

	TTFTFrontendMs float64 // of mean TTFT: from the send to the engine's door, the frontend's own queue included
	TTFTHostMs     float64 // of mean TTFT: the host's part of the steps that a request waited for, or was in
	TPOTHostMs     float64 // of mean TPOT: the host's part of the steps between its tokens
}

// server sums up over the requests, of TPOT over those that have one.
func (r *Report) server() Server {
	log, own := r.log, r.setting.Profile.Server()
	s := Server{FrontendMs: own.Frontend.SerialUS / 1000, FrontendMsPer1KTokens: own.Frontend.SerialUSPer1K / 1000,
		FrontendParallel: own.Frontend.ParallelUS / 1000, HostMsPerStep: own.Host.StepUS / 1000, HostUsPerSeq: own.Host.SequenceUS}
	requests := float64(max(len(log.Sent), 1))
	frontend := int64(0)
	for id, sent := range log.Sent {
		frontend += log.Queued[id] - sent
	}
	s.TTFTFrontendMs = ms(frontend) / requests
	if len(log.Host) > 0 {
		ttft, tpot := log.hostTimes()
		s.TTFTHostMs, s.TPOTHostMs = ttft/nsPerMS/requests, tpot/nsPerMS/float64(max(r.tpot.Count(), 1))
	}
	return s
}

// hostTimes sums up the host's part, in nanoseconds, of the steps between each request's arrival at the engine and its first token, and
// of those between its tokens, for each gap. Requests reach their engine in order, so one walk over the steps finds all.
func (l *Log) hostTimes() (ttft, tpot float64) {
	before := make([]int64, len(l.Host)+1) // of all steps before one
	for k, ns := range l.Host {
		before[k+1] = before[k] + ns
	}
	k := 0
	for id, first := range l.firstStep[:l.arrived] {
		for k < len(l.End) && l.End[k] <= l.Queued[id] {
			k++
		}
		through := before[first+1]
		ttft += float64(through-before[k]) - l.hostPassed(k, l.Queued[id])
		if n := l.Tokens[id]; n > 1 {
			tpot += float64(before[l.lastStep[id]+1]-through) / float64(n-1)
		}
	}
	return ttft, tpot
}

// hostPassed is what has passed of the host's part of a step at a moment.
func (l *Log) hostPassed(k int, at int64) float64 {
	if k == len(l.Host) || at <= l.Start[k] {
		return 0
	}
	return float64(l.Host[k]) * float64(at-l.Start[k]) / float64(l.End[k]-l.Start[k])
}

// ServerShare says what the server took of the mean latencies; "" where nothing of it is told apart.
func (s *Summary) ServerShare() string {
	server := &s.LLMEmu.Server
	var text []string
	for _, m := range []struct {
		metric string
		mean   float64
		parts  []serverPart
	}{
		{"TTFT", s.TTFT.Mean, []serverPart{{"the frontend’s", server.TTFTFrontendMs}, {"the host’s", server.TTFTHostMs}}},
		{"TPOT", s.TPOT.Mean, []serverPart{{"the host’s", server.TPOTHostMs}}},
	} {
		var parts []string
		for _, part := range m.parts {
			if part.ms > 0 {
				parts = append(parts, format.Duration(part.ms)+" "+part.whose)
			}
		}
		if len(parts) > 0 {
			text = append(text, "Of mean "+m.metric+", "+format.Duration(m.mean)+": "+strings.Join(parts, ", ")+".")
		}
	}
	return strings.Join(text, " ")
}

type serverPart struct {
	whose string
	ms    float64
}

// Members are those of the JSON.
func (s *Server) Members() plainjson.Members {
	return plainjson.Members{
		"frontend_ms", &s.FrontendMs, "frontend_ms_per_1k_tokens", &s.FrontendMsPer1KTokens, "frontend_parallel", &s.FrontendParallel,
		"host_ms_per_step", &s.HostMsPerStep, "host_us_per_seq", &s.HostUsPerSeq,
		"mean_ttft_frontend_ms", &s.TTFTFrontendMs, "mean_ttft_host_ms", &s.TTFTHostMs, "mean_tpot_host_ms", &s.TPOTHostMs,
	}
}
