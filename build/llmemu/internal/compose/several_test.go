package compose

import (
	"path/filepath"
	"testing"

	"github.com/llmemu/playground/engine/oracle"
)

// Several fresh prefills of one length in a step, which the source timed as one call, from single prefills.
func TestSeveralPrefillsFromSingleOnes(t *testing.T) {
	needData(t)
	truth := map[cell]float64{} // how many, their length, deployment
	var heldOut []cell
	compositions := map[int64]*Composition{}
	for i, d := range deployments {
		if i > 0 && deployments[i-1].system == d.system && d.tp > 2 {
			continue // the same kernels with fewer heads
		}
		o, err := d.system.read(dataFolder)
		if err != nil {
			t.Fatal(err)
		}
		c, err := composeOperators(o, d)
		if err != nil {
			t.Fatal(err)
		}
		compositions[int64(i)] = c
		table, err := readTable(filepath.Join(dataFolder, operatorFolder, d.system.folder, "context_attention.csv.gz"))
		if err != nil {
			t.Fatal(err)
		}
		for row := range table.rows {
			heads, err := readHeads(table, row)
			if err != nil {
				t.Fatal(err)
			}
			n, length := mustCount(t, table, row, "batch"), mustCount(t, table, row, "len")
			if !wanted(table, row) || heads != d.heads(d.kvDtype) || n < 2 || length < 64 || n*length > 8192 {
				continue
			}
			ns, err := table.nanoseconds(row, "us")
			if err != nil {
				t.Fatal(err)
			}
			at := cell{n, length, int64(i)}
			truth[at] = ns * float64(d.model.Layers)
			heldOut = append(heldOut, at)
		}
	}
	means := compare(t, "several prefills in a step", truth, heldOut, []method{
		{"one of their tokens and pairs (chosen)", func(at cell) float64 {
			return compositions[at[2]].Attention(severalPrefills(at[0], at[1]))
		}},
		{"each for itself", func(at cell) float64 {
			return float64(at[0]) * compositions[at[2]].attention.prefill.at(float64(at[1]), 0)
		}},
		{"one of their tokens", func(at cell) float64 {
			return compositions[at[2]].attention.prefill.at(float64(at[0]*at[1]), 0)
		}},
	})
	wantBest(t, means, "one of their tokens and pairs (chosen)")
}

func severalPrefills(n, length int64) *oracle.Batch {
	return &oracle.Batch{PrefillTokens: n * length, PrefillReqs: n, PrefillPairs: n * length * length / 2, Outputs: n}
}

func mustCount(t *testing.T, table *table, row int, column string) int64 {
	t.Helper()
	v, err := table.count(row, column)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
