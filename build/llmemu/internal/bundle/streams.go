package bundle

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
)

// traces are the bundled traces of production traffic: name and file.
var traces = []struct{ name, file string }{
	{scenario.TraceConversation, "traces/azure-llm-2023-conv.csv.gz"},
	{scenario.TraceCode, "traces/azure-llm-2023-code.csv.gz"},
}

// addStreams adds the request streams to the files to bundle.
func addStreams(files map[string][]byte, dataDir string) error {
	stream, err := readShareGPT(filepath.Join(dataDir, shareGPT))
	if err != nil {
		return err
	}
	streams := []*workload.Stream{stream}
	for _, t := range traces {
		if stream, err = readTrace(t.name, filepath.Join(dataDir, t.file)); err != nil {
			return err
		}
		streams = append(streams, stream)
	}
	for _, s := range streams {
		path := "streams/" + s.Name + ".json"
		if files[path], err = s.Encode(); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func readShareGPT(path string) (*workload.Stream, error) {
	s := &workload.Stream{Name: scenario.StreamShareGPT, Source: source, Licence: licence}
	err := eachLine(path, func(line []byte) error {
		var r struct {
			ArrivalS  float64 `json:"arrival_s"`
			PromptLen int64   `json:"prompt_len"`
			OutputLen int64   `json:"output_len"`
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		s.ArrivalUS = append(s.ArrivalUS, int64(math.Round(r.ArrivalS*1e6)))
		s.PromptLen = append(s.PromptLen, r.PromptLen)
		s.OutputLen = append(s.OutputLen, r.OutputLen)
		return nil
	})
	return s, err
}

// readTrace reads a trace of Azure: a heading, then lines of time stamp, prompt and output tokens. The first request
// arrives at 0.
func readTrace(name, path string) (*workload.Stream, error) {
	s := &workload.Stream{Name: name, Source: "Azure/AzurePublicDataset", Licence: "CC-BY-4.0"}
	var first time.Time
	err := eachLine(path, func(line []byte) error {
		cells := strings.Split(strings.TrimSpace(string(line)), ",")
		if cells[0] == "TIMESTAMP" {
			return nil
		}
		if len(cells) != 3 {
			return fmt.Errorf("%d cells, expected 3", len(cells))
		}
		at, err := time.Parse("2006-01-02 15:04:05", cells[0]) // a fraction of a second is read without being named
		if err != nil {
			return err
		}
		if len(s.ArrivalUS) == 0 {
			first = at
		}
		s.ArrivalUS = append(s.ArrivalUS, at.Sub(first).Microseconds())
		for i, tokens := range []*[]int64{&s.PromptLen, &s.OutputLen} {
			n, err := strconv.ParseInt(cells[i+1], 10, 64)
			if err != nil {
				return err
			}
			*tokens = append(*tokens, n)
		}
		return nil
	})
	return s, err
}
