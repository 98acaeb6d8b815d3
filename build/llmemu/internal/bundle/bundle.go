// Package bundle turns published recordings into the compact figures that are bundled: request streams without
// text, and the latencies of runs on real hardware.
package bundle

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/jsontext"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/scenarios"
)

const source, licence = "casys-kaist/LLMServingSim", "MIT"

// shareGPT is the request stream of the measured runs.
const shareGPT = "workloads/sharegpt-llama-3.1-8b-300-sps10.jsonl.gz"

// runs are the bundled measured runs. A run has the id of the scenario that emulates it. published is what the source's
// own simulator was off on the same run in the mean, as the source states it beside the run.
var runs = []struct {
	id, file, stream, title, settings string
	published                         metrics.Published
}{
	{
		"rtxpro6000-sharegpt", "real/rtxpro6000-llama-3.1-8b-tp1/requests.jsonl.gz", shareGPT,
		"vLLM 0.19.0 on RTX PRO 6000, 300 ShareGPT requests",
		"max_num_seqs 128, max_num_batched_tokens 2,048, recorded arrivals at about 10 req/s; number of KV blocks not recorded",
		metrics.Published{By: simulator, TTFTPct: -4.0, TPOTPct: -1.0, E2ELPct: -1.8},
	},
	{
		"rtx4090-sharegpt", "real/rtx4090-llama-3.1-8b-tp1/requests.jsonl.gz", shareGPT,
		"vLLM 0.19.0 on RTX 4090, 300 ShareGPT requests",
		"max_num_seqs 256, max_num_batched_tokens 2,048, num_gpu_blocks 2,588, recorded arrivals at about 10 req/s",
		metrics.Published{By: simulator, TTFTPct: 0.6, TPOTPct: 0.2, E2ELPct: 0.5},
	},
}

const simulator = "LLMServingSim 2.0"

// Build reads the recordings below dataDir and returns the files to bundle by their path below profiles/realruns.
func Build(dataDir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	if err := addStreams(files, dataDir); err != nil {
		return nil, err
	}
	for _, r := range runs {
		stream, err := readShareGPT(filepath.Join(dataDir, r.stream))
		if err != nil {
			return nil, err
		}
		run, err := ReadRun(filepath.Join(dataDir, r.file))
		if err != nil {
			return nil, err
		}
		measured := run.Measured(float64(stream.ArrivalUS[0]) / 1e6)
		scenario, err := scenarios.Load(r.id)
		if err != nil {
			return nil, err
		}
		measured.Scenario = scenario.JSON()
		measured.Title, measured.Settings, measured.Published = r.title, r.settings, &r.published
		text, err := plainjson.Marshal(measured)
		if err != nil {
			return nil, fmt.Errorf("runs/%s: %w", r.id, err)
		}
		files["runs/"+r.id+".json"] = append(text, '\n')
	}
	points, err := readPoints(dataDir)
	if err != nil {
		return nil, err
	}
	strangers, err := readStrangers(dataDir)
	if err != nil {
		return nil, err
	}
	return files, put(files, "points.json", append(points, strangers...))
}

func put(files map[string][]byte, path string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	files[path] = append(text, '\n')
	return nil
}

// Run is a recorded run of vLLM, request by request.
type Run struct{ requests []stamps }

// stamps are a request's lengths, and its timestamps in seconds: arrival_time by the wall clock, the others by a
// monotonic one.
type stamps struct {
	InputTokens  int64   `json:"input_toks"`
	OutputTokens int64   `json:"output_toks"`
	Arrival      float64 `json:"arrival_time"`
	Queued       float64 `json:"queued_ts"`
	FirstToken   float64 `json:"first_token_ts"`
	LastToken    float64 `json:"last_token_ts"`
}

// ReadRun reads a run, a request a line, in order of arrival; the file may be gzip-compressed.
func ReadRun(path string) (*Run, error) {
	r := &Run{}
	err := eachLine(path, func(line []byte) error {
		var s stamps
		if err := json.Unmarshal(line, &s); err != nil {
			return err
		}
		if s.InputTokens < 1 || s.OutputTokens < 1 || s.FirstToken < s.Queued || s.LastToken < s.FirstToken {
			return fmt.Errorf("input_toks and output_toks must be at least 1, and queued_ts, first_token_ts and last_token_ts must not decrease")
		}
		r.requests = append(r.requests, s)
		return nil
	})
	if err == nil && len(r.requests) == 0 {
		err = fmt.Errorf("%s: no request", path)
	}
	return r, err
}

// Stream is the run as a list of requests, the first of which arrives at 0.
func (r *Run) Stream() []scenario.Request {
	requests := make([]scenario.Request, len(r.requests))
	for i, s := range r.requests {
		requests[i] = scenario.Request{ArrivalS: max(0, s.Arrival-r.requests[0].Arrival), PromptLen: s.InputTokens, OutputLen: s.OutputTokens}
	}
	return requests
}

// Measured is the run's latencies, if its first request arrived firstArrival seconds after the start. The two clocks are
// joined by the request that took the least time from the client to the engine's queue: it is taken to have needed none.
func (r *Run) Measured(firstArrival float64) *metrics.Measured {
	offset := math.Inf(1)
	for _, s := range r.requests {
		offset = min(offset, s.Queued-s.Arrival)
	}
	m := &metrics.Measured{Source: source, Licence: licence}
	tokens, end := int64(0), 0.0
	for _, s := range r.requests {
		sent := s.Arrival + offset
		m.TTFTMs = append(m.TTFTMs, round(1e3*(s.FirstToken-sent), 3))
		m.E2ELMs = append(m.E2ELMs, round(1e3*(s.LastToken-sent), 3))
		m.FrontendMs = append(m.FrontendMs, round(1e3*(s.Queued-sent), 3))
		if s.OutputTokens > 1 {
			m.TPOTMs = append(m.TPOTMs, round(1e3*(s.LastToken-s.FirstToken)/float64(s.OutputTokens-1), 4))
		}
		tokens += s.OutputTokens
		end = max(end, s.LastToken)
	}
	start := r.requests[0].Arrival + offset - firstArrival
	m.OutputThroughput = round(float64(tokens)/(end-start), 3)
	return m
}

func round(v float64, digits int) float64 {
	scale := math.Pow10(digits)
	return math.Round(v*scale) / scale
}

// readFile reads a file, which may be gzip-compressed.
func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return data, err
	}
	text, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return io.ReadAll(text)
}

// maxLine bounds the text of one request.
const maxLine = 1 << 20

func eachLine(path string, each func(line []byte) error) error {
	data, err := readFile(path)
	if err != nil {
		return err
	}
	err = jsontext.EachLine(bytes.NewReader(data), maxLine, func(_ int, line []byte) error { return jsontext.Words(each(line)) })
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
