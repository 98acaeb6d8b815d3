// Package realruns holds the bundled recordings, as figures: request streams of real traffic, and the latencies of
// runs on real hardware that emulations are compared with.
package realruns

import (
	"embed"
	"fmt"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/workload"
)

//go:embed streams/*.json runs/*.json points.json silicon.json
var files embed.FS

// Streams names the bundled request streams.
func Streams() []string {
	return []string{scenario.StreamShareGPT, scenario.TraceConversation, scenario.TraceCode}
}

// StreamFile is the file of a request stream.
func StreamFile(name string) ([]byte, error) { return read("streams/" + name + ".json") }

// Stream parses the request stream of that name; nil for "", the name that a workload without one has.
func Stream(name string) (*workload.Stream, error) {
	if name == "" {
		return nil, nil
	}
	data, err := StreamFile(name)
	if err != nil {
		return nil, err
	}
	return workload.ParseStream(data)
}

// RunFile is the file of the measured run that the bundled scenario of this id emulates; nil where none was measured.
func RunFile(scenarioID string) []byte {
	data, err := read("runs/" + scenarioID + ".json")
	if err != nil {
		return nil
	}
	return data
}

// Run parses the measured run of a bundled scenario; nil where none was measured.
func Run(scenarioID string) (*metrics.Measured, error) {
	data := RunFile(scenarioID)
	if data == nil {
		return nil, nil
	}
	return metrics.ParseMeasured(data)
}

// Silicon is the file of published means that closed loops on real GPUs gave.
func Silicon() ([]byte, error) { return read("silicon.json") }

func read(path string) ([]byte, error) {
	data, err := files.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("recording %q is not bundled", path)
	}
	return data, nil
}
