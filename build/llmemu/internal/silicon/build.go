package silicon

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/profiles"
)

// Where rows are compared: beyond, the number of prompts that was sent decides more than the engine.
const maxConcurrency = 64

// source is a file of published rows.
type source struct {
	set, path string
	read      func(io.Reader) ([]published, error)
}

var sources = []source{
	{SetPoints, "real/strangers/points.jsonl", readPoints},
	{SetSilicon, "real/silicon/vllm-dense.csv", readDense},
	{SetSilicon2, "real/silicon/silicon2.csv", readSilicon2},
}

// published is a row as a source has it.
type published struct {
	model, gpu, precision string // as ids of profiles have them: "llama-3.1-70b", "h100", "fp8"
	tp                    int64
	Row
}

// profileID is the id that a profile of the row's model, GPU and precision has.
func (p *published) profileID() string {
	return fmt.Sprintf("%s-%s-%s-tp%d", p.gpu, p.model, p.precision, p.tp)
}

// Build reads the published rows below the folder data and returns the file to bundle: those for which a profile is bundled.
func Build(data string) ([]byte, error) {
	var m Measurements
	index := map[string]int{}
	for _, s := range sources {
		path := filepath.Join(data, s.path)
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		rows, err := s.read(file)
		file.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for i := range rows {
			p := &rows[i]
			id := p.profileID()
			if !slices.Contains(profiles.IDs(), id) || p.Concurrency > maxConcurrency {
				continue
			}
			if _, ok := index[id]; !ok {
				c, err := conditionsOf(p.model, p.gpu)
				if err != nil {
					return nil, err
				}
				index[id] = len(m.Groups)
				m.Groups = append(m.Groups, Group{Profile: id, Conditions: *c})
			}
			m.Groups[index[id]].add(&p.Row, s.set)
		}
	}
	slices.SortFunc(m.Groups, func(a, b Group) int { return strings.Compare(a.Profile, b.Profile) })
	return m.encode()
}

// add takes a row of a set in. One that another set has as well is one row of both.
func (g *Group) add(r *Row, set string) {
	for i := range g.Rows {
		known := &g.Rows[i]
		same := known.InputLen == r.InputLen && known.OutputLen == r.OutputLen && known.Concurrency == r.Concurrency
		if same && near(known.TTFTMs, r.TTFTMs) && near(known.TPOTMs, r.TPOTMs) && !slices.Contains(known.Sets, set) {
			known.Sets = append(known.Sets, set)
			return
		}
	}
	row := *r
	row.Sets = []string{set}
	g.Rows = append(g.Rows, row)
}

// readPoints reads the points of InferenceX among those of others.
func readPoints(file io.Reader) ([]published, error) {
	var rows []published
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var point struct {
			ID     string
			GPU    string
			TP     int64
			Client struct {
				InputLen       int64 `json:"input_len"`
				OutputLen      int64 `json:"output_len"`
				MaxConcurrency int64 `json:"max_concurrency"`
			}
			Measured struct {
				TTFT float64 `json:"mean_ttft_ms"`
				TPOT float64 `json:"mean_tpot_ms"`
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &point); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if !strings.HasPrefix(point.ID, "ifx-") {
			continue
		}
		gpu, _, _ := strings.Cut(strings.ToLower(point.GPU), " ")
		rows = append(rows, published{"llama-3.1-70b", gpu, "fp8", point.TP, Row{
			InputLen: point.Client.InputLen, OutputLen: point.Client.OutputLen, Concurrency: point.Client.MaxConcurrency,
			TTFTMs: rounded(point.Measured.TTFT), TPOTMs: rounded(point.Measured.TPOT),
		}})
	}
	return rows, lines.Err()
}

func readDense(file io.Reader) ([]published, error) {
	return readTable(file, columns{"model_path", "system", "precision", "tp_size", "isl", "osl", "concurrency", "ttft_ms", "tpot_ms"}, nil)
}

// readSilicon2 reads the rows of one replica whose means its source did not call experimental.
func readSilicon2(file io.Reader) ([]published, error) {
	c := columns{"model", "gpu", "precision", "tp", "isl", "osl", "concurrency", "ttft_ms", "tpot_ms"}
	return readTable(file, c, map[string]string{"dp": "1", "stat": "mean"})
}

// columns are the names of a table's columns: model, GPU, precision, GPUs, lengths, concurrency and the two means.
type columns [9]string

// readTable reads the rows of a table that have the given texts in some columns.
func readTable(file io.Reader, names columns, only map[string]string) ([]published, error) {
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(lines) < 2 {
		return nil, fmt.Errorf("%d lines, allowed are a header and at least one row", len(lines))
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	for _, name := range names {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("column %s is missing", name)
		}
	}
	var rows []published
	for line, fields := range lines[1:] {
		text := func(name string) string { return fields[column[name]] }
		if differs(text, only) {
			continue
		}
		_, model, _ := strings.Cut(text(names[0]), "/")
		p := published{
			model: strings.ToLower(model), gpu: strings.TrimSuffix(text(names[1]), "_sxm"), precision: strings.TrimSuffix(text(names[2]), "?"),
		}
		for i, into := range []*int64{&p.tp, &p.InputLen, &p.OutputLen, &p.Concurrency} {
			if *into, err = strconv.ParseInt(text(names[3+i]), 10, 64); err != nil || *into < 1 || *into > 1<<20 {
				return nil, fmt.Errorf("line %d: %s is %q, allowed are integers in 1..%d", line+2, names[3+i], text(names[3+i]), 1<<20)
			}
		}
		for i, into := range []*float64{&p.TTFTMs, &p.TPOTMs} {
			v, err := strconv.ParseFloat(text(names[7+i]), 64)
			if err != nil || !(v > 0 && v < 1e7) {
				return nil, fmt.Errorf("line %d: %s is %q, allowed are numbers above 0 to 1e7", line+2, names[7+i], text(names[7+i]))
			}
			*into = rounded(v)
		}
		rows = append(rows, p)
	}
	return rows, nil
}

// rounded keeps as many digits as a reader can use.
func rounded(ms float64) float64 { return math.Round(ms*100) / 100 }

// near tells whether two means are one that sources rounded differently.
func near(a, b float64) bool { return math.Abs(a-b) < 0.015 }

// encode writes a row a line.
func (m *Measurements) encode() ([]byte, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return append(bytes.ReplaceAll(text, []byte(`{"isl"`), []byte("\n{\"isl\"")), '\n'), nil
}

func differs(text func(string) string, only map[string]string) bool {
	for name, want := range only {
		if text(name) != want {
			return true
		}
	}
	return false
}
