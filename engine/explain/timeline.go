package explain

import (
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/columns"
)

// Header is the small part of the packed timeline.
type Header struct {
	Steps    int
	Requests int
	EndS     float64
	MaxSeqs  int
	Budget   int
	Blocks   int // that requests can hold: one less than num_gpu_blocks
	Columns  []columns.Column
}

// Kinds of a Gantt segment, in the order of their codes.
const (
	segmentQueue = iota
	segmentPrefill
	segmentDecode
	segmentPreempted
)

var segmentOf = map[Part]byte{Queue: segmentQueue, Prefill: segmentPrefill, DecodeShared: segmentDecode, Preempted: segmentPreempted}

// Flags of a request, as bits.
const (
	flagPreempted = 1 << iota // at least once
	flagOverSLO
	flagTail // among the slowest, see Facts
)

// throughputBins bounds the intervals of the throughput column.
const throughputBins = 400

// Pack writes the run over time as the page reads it, see package columns.
//
// Columns are, by step (step.*): start_s, end_s, prefill and decode (tokens), running, waiting, blocks, preempted (requests)
// and refused (code of scheduler.Reason); by request (row.*): first (into seg.*, with one more at the end), chunk (into
// chunk.*, the same) and flags; by segment of a request's life (seg.*): from_s, to_s and kind; by prefill chunk (chunk.*):
// step and tokens; by interval (out.*): t_s and tokens_s, output tokens per second.
func (s *Session) Pack() ([]byte, error) {
	p := &columns.Packer{}
	s.packSteps(p)
	s.packRows(p)
	s.packChunks(p)
	end := s.packThroughput(p)
	return p.Pack(&Header{
		Steps: s.Steps(), Requests: s.Requests(), EndS: seconds(end), MaxSeqs: s.cfg.MaxNumSeqs, Budget: s.cfg.Budget(),
		Blocks: s.cfg.NumGPUBlocks - 1, Columns: p.Columns(),
	})
}

func (s *Session) packSteps(p *columns.Packer) {
	p.Floats("step.start_s", inSeconds(s.log.Start))
	p.Floats("step.end_s", inSeconds(s.log.End))
	p.Ints("step.prefill", s.log.PrefillTokens)
	p.Ints("step.decode", s.log.Decodes)
	p.Ints("step.running", s.log.Running)
	p.Ints("step.waiting", s.log.Waiting)
	p.Ints("step.blocks", s.log.UsedBlocks)
	p.Ints("step.preempted", s.log.Preempted)
	refused := make([]byte, s.Steps())
	for k, reason := range s.log.Refused {
		refused[k] = byte(reason)
	}
	p.Bytes("step.refused", refused)
}

func (s *Session) packRows(p *columns.Packer) {
	first := make([]int32, 0, s.Requests()+1)
	var from, to []float64
	var kinds []byte
	var phases []phase
	for id := range s.Requests() {
		first = append(first, int32(len(kinds)))
		phases = s.phases(id, phases[:0])
		for _, ph := range phases {
			if ph.to > ph.from {
				from, to, kinds = append(from, seconds(ph.from)), append(to, seconds(ph.to)), append(kinds, segmentOf[ph.part])
			}
		}
	}
	p.Ints("row.first", append(first, int32(len(kinds))))
	p.Bytes("row.flags", s.flags())
	p.Floats("seg.from_s", from)
	p.Floats("seg.to_s", to)
	p.Bytes("seg.kind", kinds)
}

func (s *Session) flags() []byte {
	flags := make([]byte, s.Requests())
	for id := range flags {
		if s.log.Preemptions[id] > 0 {
			flags[id] |= flagPreempted
		}
		if !s.log.Meets(id, &s.in.Scenario.SLO) {
			flags[id] |= flagOverSLO
		}
	}
	for _, id := range slowest(s.byE2E()) {
		flags[id] |= flagTail
	}
	return flags
}

func (s *Session) packChunks(p *columns.Packer) {
	steps, tokens := make([]int32, len(s.chunks)), make([]int32, len(s.chunks))
	for i, row := range s.chunksOf.rows {
		steps[i], tokens[i] = s.chunks[row].step, s.chunks[row].tokens
	}
	p.Ints("row.chunk", s.chunksOf.first)
	p.Ints("chunk.step", steps)
	p.Ints("chunk.tokens", tokens)
}

// packThroughput counts a token in the interval in which its step ended. It returns the end of the run.
func (s *Session) packThroughput(p *columns.Packer) (end int64) {
	if n := s.Steps(); n > 0 {
		end = s.log.End[n-1]
	}
	interval := metrics.ChartInterval(end, throughputBins)
	bins := make([]int64, end/interval+1)
	for k, n := range s.log.Outputs {
		bins[s.log.End[k]/interval] += int64(n)
	}
	at, rate := make([]float64, len(bins)), make([]float64, len(bins))
	for i, n := range bins {
		at[i], rate[i] = seconds(int64(i)*interval), float64(n)/seconds(interval)
	}
	p.Floats("out.t_s", at)
	p.Floats("out.tokens_s", rate)
	return end
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }

func inSeconds(ns []int64) []float64 {
	values := make([]float64, len(ns))
	for i, v := range ns {
		values[i] = seconds(v)
	}
	return values
}
