package metrics

import (
	"sort"
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
	before := log.hostBefore()
	requests, several := 0, 0
	for id := range log.Sent {
		requests++
		s.TTFTFrontendMs += ms(log.Queued[id] - log.Sent[id])
		first := log.hostUntil(before, log.First[id])
		s.TTFTHostMs += (first - log.hostUntil(before, log.Queued[id])) / nsPerMS
		if n := log.Tokens[id]; n > 1 {
			several++
			s.TPOTHostMs += (log.hostUntil(before, log.Last[id]) - first) / nsPerMS / float64(n-1)
		}
	}
	s.TTFTFrontendMs /= float64(max(requests, 1))
	s.TTFTHostMs /= float64(max(requests, 1))
	s.TPOTHostMs /= float64(max(several, 1))
	return s
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

// hostBefore is the host's time before each step and, last, in all of them, in nanoseconds; nil where the host costs nothing.
func (l *Log) hostBefore() []int64 {
	if len(l.Host) == 0 {
		return nil
	}
	sums := make([]int64, len(l.Host)+1)
	for k, ns := range l.Host {
		sums[k+1] = sums[k] + ns
	}
	return sums
}

// hostUntil is the host's time up to a moment in nanoseconds. Of a step under way it is the share that has passed.
func (l *Log) hostUntil(before []int64, at int64) float64 {
	if before == nil {
		return 0
	}
	k := sort.Search(len(l.End), func(k int) bool { return l.End[k] > at })
	sum := float64(before[k])
	if k < len(l.End) && at > l.Start[k] {
		sum += float64(float64(l.Host[k]) * float64(at-l.Start[k]) / float64(l.End[k]-l.Start[k]))
	}
	return sum
}

// Members are those of the JSON.
func (s *Server) Members() plainjson.Members {
	return plainjson.Members{
		"frontend_ms", &s.FrontendMs, "frontend_ms_per_1k_tokens", &s.FrontendMsPer1KTokens, "frontend_parallel", &s.FrontendParallel,
		"host_ms_per_step", &s.HostMsPerStep, "host_us_per_seq", &s.HostUsPerSeq,
		"mean_ttft_frontend_ms", &s.TTFTFrontendMs, "mean_ttft_host_ms", &s.TTFTHostMs, "mean_tpot_host_ms", &s.TPOTHostMs,
	}
}
