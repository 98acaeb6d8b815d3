package silicon

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	sourceName = "ai-dynamo/aiconfigurator"
	licence    = "Apache-2.0"
)

// Build reads the published rows below the folder data and returns the file to bundle.
func Build(data string) ([]byte, error) {
	path := filepath.Join(data, "real", "silicon", "vllm-dense.csv")
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	column, err := columnsOf(lines)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	m := Measurements{Source: sourceName, Licence: licence}
	index := map[string]int{}
	for line, fields := range lines[1:] {
		text := func(name string) string { return fields[column[name]] }
		row, err := parseRow(text)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, line+2, err)
		}
		id := profileID(text)
		if _, ok := index[id]; !ok {
			index[id] = len(m.Groups)
			m.Groups = append(m.Groups, Group{Profile: id, VLLMVersion: text("backend_version")})
		}
		g := &m.Groups[index[id]]
		g.Rows = append(g.Rows, *row)
	}
	slices.SortFunc(m.Groups, func(a, b Group) int { return strings.Compare(a.Profile, b.Profile) })
	return m.encode()
}

// columnsOf gives the position of each column by its name in the first line.
func columnsOf(lines [][]string) (map[string]int, error) {
	if len(lines) < 2 {
		return nil, fmt.Errorf("%d lines, allowed are a header and at least one row", len(lines))
	}
	column := map[string]int{}
	for i, name := range lines[0] {
		column[name] = i
	}
	for _, name := range []string{"backend_version", "model_path", "system", "precision", "isl", "osl", "concurrency", "tp_size", "ttft_ms", "tpot_ms"} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("column %s is missing", name)
		}
	}
	return column, nil
}

// profileID is the id that a profile of a row's model, GPU and precision has.
func profileID(text func(string) string) string {
	_, model, _ := strings.Cut(text("model_path"), "/")
	gpu := strings.TrimSuffix(text("system"), "_sxm")
	return strings.ToLower(fmt.Sprintf("%s-%s-%s-tp%s", gpu, model, text("precision"), text("tp_size")))
}

func parseRow(text func(string) string) (*Row, error) {
	r := new(Row)
	for _, f := range []struct {
		name string
		into *int64
	}{{"isl", &r.InputLen}, {"osl", &r.OutputLen}, {"concurrency", &r.Concurrency}} {
		v, err := strconv.ParseInt(text(f.name), 10, 64)
		if err != nil || v < 1 || v > 1<<20 {
			return nil, fmt.Errorf("%s is %q, allowed are integers in 1..%d", f.name, text(f.name), 1<<20)
		}
		*f.into = v
	}
	for _, f := range []struct {
		name string
		into *float64
	}{{"ttft_ms", &r.TTFTMs}, {"tpot_ms", &r.TPOTMs}} {
		v, err := strconv.ParseFloat(text(f.name), 64)
		if err != nil || !(v > 0 && v < 1e7) {
			return nil, fmt.Errorf("%s is %q, allowed are numbers above 0 to 1e7", f.name, text(f.name))
		}
		*f.into = v
	}
	return r, nil
}

// encode writes a row a line.
func (m *Measurements) encode() ([]byte, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return append(bytes.ReplaceAll(text, []byte(`{"isl"`), []byte("\n{\"isl\"")), '\n'), nil
}
