package compose

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// table is a CSV file of the source.
type table struct {
	path   string
	column map[string]int
	rows   [][]string
}

// readTable reads a gzip'ed CSV file with a header line that names at least the given columns.
func readTable(path string, columns ...string) (*table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	rows, err := csv.NewReader(io.LimitReader(unzipped, maxTableBytes)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("%s: %d lines, allowed are a header and at least one row", path, len(rows))
	}
	t := &table{path: path, column: map[string]int{}, rows: rows[1:]}
	for i, name := range rows[0] {
		t.column[name] = i
	}
	for _, name := range columns {
		if _, ok := t.column[name]; !ok {
			return nil, fmt.Errorf("%s: column %s is missing", path, name)
		}
	}
	return t, nil
}

// maxTableBytes bounds an unzipped table; the largest of the sources has 4 MB.
const maxTableBytes = 16 << 20

func (t *table) text(row int, column string) string { return t.rows[row][t.column[column]] }

// count reads a number of tokens, sequences or bytes.
func (t *table) count(row int, column string) (int64, error) {
	v, err := strconv.ParseInt(t.text(row, column), 10, 64)
	if err != nil || v < 0 || v > 1<<30 {
		return 0, fmt.Errorf("%s: line %d: %s is %q, allowed are integers in 0..%d", t.path, row+2, column, t.text(row, column), 1<<30)
	}
	return v, nil
}

// number reads a number in low..high.
func (t *table) number(row int, column string, low, high float64) (float64, error) {
	v, err := strconv.ParseFloat(t.text(row, column), 64)
	if err != nil || !(v >= low && v <= high) {
		return 0, fmt.Errorf("%s: line %d: %s is %q, allowed are numbers in %g..%g", t.path, row+2, column, t.text(row, column), low, high)
	}
	return v, nil
}

// nanoseconds reads a time above zero, which the source gives in microseconds.
func (t *table) nanoseconds(row int, column string) (float64, error) {
	us, err := t.number(row, column, 1e-3, 1e9)
	return 1000 * us, err
}

// curves are times by a layer's name, over one axis they share.
type curves struct {
	path  string
	knots []int64
	ns    map[string][]float64
}

// readCurves reads a table of (layer, count, time).
func readCurves(path, axis string) (*curves, error) {
	t, err := readTable(path, "layer", axis, "time_us")
	if err != nil {
		return nil, err
	}
	knots := map[string][]int64{}
	c := &curves{path: path, ns: map[string][]float64{}}
	for row := range t.rows {
		layer := t.text(row, "layer")
		knot, err := t.count(row, axis)
		if err != nil {
			return nil, err
		}
		ns, err := t.nanoseconds(row, "time_us")
		if err != nil {
			return nil, err
		}
		knots[layer] = append(knots[layer], knot)
		c.ns[layer] = append(c.ns[layer], ns)
	}
	for layer, axisOfLayer := range knots {
		if c.knots == nil {
			c.knots = axisOfLayer
		}
		if !slices.Equal(axisOfLayer, c.knots) || !increasing(axisOfLayer) {
			return nil, fmt.Errorf("%s: layer %s: %s must increase and be the same for every layer", path, layer, axis)
		}
	}
	return c, nil
}

func increasing(axis []int64) bool {
	for i := 1; i < len(axis); i++ {
		if axis[i] <= axis[i-1] {
			return false
		}
	}
	return len(axis) >= 2
}

// sum adds the layers up, each as often as times says, into a lattice of one axis.
func (c *curves) sum(times map[string]int64) (*lattice, error) {
	l := &lattice{axes: [][]int64{c.knots}, values: make([]float64, len(c.knots))}
	for _, layer := range sortedKeys(times) {
		ns, ok := c.ns[layer]
		if !ok {
			return nil, fmt.Errorf("%s: layer %s is missing", c.path, layer)
		}
		for i := range ns {
			l.values[i] += float64(float64(times[layer]) * ns[i])
		}
	}
	return l, nil
}

// cell is where an attention time was measured: prefill tokens, their context, decodes, their context.
type cell [4]int64

// attentionFile is the table of attention times in a source folder.
const attentionFile = "attention.csv.gz"

// readAttention reads the time of one layer's attention, in nanoseconds.
func readAttention(folder string) (map[cell]float64, error) {
	columns := []string{"prefill_chunk", "kv_prefill", "n_decode", "kv_decode"}
	t, err := readTable(filepath.Join(folder, attentionFile), append(columns, "time_us")...)
	if err != nil {
		return nil, err
	}
	cells := make(map[cell]float64, len(t.rows))
	for row := range t.rows {
		var at cell
		for d, name := range columns {
			if at[d], err = t.count(row, name); err != nil {
				return nil, err
			}
		}
		ns, err := t.nanoseconds(row, "time_us")
		if err != nil {
			return nil, err
		}
		if _, ok := cells[at]; ok {
			return nil, fmt.Errorf("%s: line %d: cell %v occurs twice", t.path, row+2, at)
		}
		cells[at] = ns
	}
	return cells, nil
}
