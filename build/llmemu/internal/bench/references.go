package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

// References are programs of others that run the same scenarios, to be timed in the same session.
type References struct{ work string } // a temporary folder with all that is built or installed

// Reference is what they take for one scenario, in milliseconds; 0 where one does not know the scenario or was left out.
type Reference struct {
	FloorMs     float64 `json:"floor_ms,omitempty"`      // the least conceivable work, natively
	FloorWasmMs float64 `json:"floor_wasm_ms,omitempty"` // the same in Node
	FloorSteps  int     `json:"floor_steps,omitempty"`
	PeerMs      float64 `json:"peer_ms,omitempty"` // inference-lab from npm, as WebAssembly in Node
}

var (
	floorScenarios = []string{"S1", "S2", "S3", "S4"}
	peerScenarios  = []string{"S1", "S2", "S4"} // S3 takes it minutes
)

// BuildReferences compiles floor/ and installs peer-npm/ of a folder. Close removes both.
func BuildReferences(source string) (*References, error) {
	source, err := filepath.Abs(source)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "llmemu-references-")
	if err != nil {
		return nil, err
	}
	r := &References{work}
	for _, c := range []struct {
		folder string
		env    []string
		args   []string
	}{
		{filepath.Join(source, "floor"), nil, []string{"go", "build", "-o", filepath.Join(work, "floor"), "."}},
		{filepath.Join(source, "floor"), []string{"GOOS=js", "GOARCH=wasm"}, []string{"go", "build", "-o", filepath.Join(work, "floor.wasm"), "."}},
		{work, nil, []string{"cp", "-r", filepath.Join(source, "peer-npm"), "peer"}},
		{work, nil, []string{"chmod", "-R", "u+w", "peer"}},
		{filepath.Join(work, "peer"), nil, []string{"npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"}},
	} {
		if err == nil {
			_, err = output(c.folder, c.env, c.args...)
		}
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close removes what was built and installed.
func (r *References) Close() { os.RemoveAll(r.work) }

// Time runs the references on a scenario; runs is for the peer, the floor makes five.
func (r *References) Time(s Scenario, runs int) (*Reference, error) {
	t := &Reference{}
	var err error
	if slices.Contains(floorScenarios, s.Name) {
		if t.FloorMs, t.FloorSteps, err = r.floor(s.Name, filepath.Join(r.work, "floor")); err != nil {
			return nil, err
		}
		launcher := filepath.Join(site.GoRoot(), "lib", "wasm", "go_js_wasm_exec")
		if t.FloorWasmMs, _, err = r.floor(s.Name, launcher, filepath.Join(r.work, "floor.wasm")); err != nil {
			return nil, err
		}
	}
	if slices.Contains(peerScenarios, s.Name) {
		t.PeerMs, err = r.peer(s.Name, runs)
	}
	return t, err
}

var floorLine = regexp.MustCompile(`median (\S+) .* steps (\d+) `)

func (r *References) floor(name string, command ...string) (ms float64, steps int, err error) {
	out, err := output(r.work, nil, append(command, name)...)
	if err != nil {
		return 0, 0, err
	}
	found := floorLine.FindSubmatch(out)
	if found == nil {
		return 0, 0, fmt.Errorf("the floor printed %s", out)
	}
	median, err := time.ParseDuration(string(found[1]))
	if err != nil {
		return 0, 0, err
	}
	steps, err = strconv.Atoi(string(found[2]))
	return float64(median) / 1e6, steps, err
}

// peer reads lines of JSON: those of the runs have wall_s, the first of them warms up.
func (r *References) peer(name string, runs int) (ms float64, err error) {
	out, err := output(filepath.Join(r.work, "peer"), nil, "node", "--expose-gc", "run.mjs", name, strconv.Itoa(runs), "1")
	if err != nil {
		return 0, err
	}
	var times []float64
	for line := range bytes.Lines(out) {
		var run struct {
			WallS float64 `json:"wall_s"`
			Warm  bool
		}
		if err := json.Unmarshal(line, &run); err != nil {
			return 0, fmt.Errorf("the peer printed %s: %w", line, err)
		}
		if run.WallS > 0 && !run.Warm {
			times = append(times, run.WallS*1000)
		}
	}
	if len(times) == 0 {
		return 0, fmt.Errorf("the peer printed no times: %s", out)
	}
	return median(times), nil
}

// output runs a command with a small environment: Go's launcher passes all of it on to WebAssembly, which has little room.
func output(folder string, env []string, args ...string) ([]byte, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = folder
	for _, name := range []string{"PATH", "HOME", "GOPATH", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GONOSUMDB", "GOSUMDB", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", args[0], err, problems.String())
	}
	return out, nil
}
