package compose

import (
	"math"
	"path/filepath"
	"testing"
)

// The two numbers of the interconnect against every size that was measured, from the activations of one token on. The
// table's column of bytes holds elements of 2 bytes.
func TestInterconnectFitsItsTable(t *testing.T) {
	needData(t)
	table, err := readTable(filepath.Join(dataFolder, "ops", "rtx_pro_6000_server-vllm-0.19.0", "custom_allreduce.csv.gz"), "kernel", "num_gpus", "bytes", "time_us")
	if err != nil {
		t.Fatal(err)
	}
	link := hostInterconnect()
	rows := 0
	for row := range table.rows {
		bytes := 2 * float64(mustCount(t, table, row, "bytes"))
		if table.text(row, "kernel") != "vLLM_custom_graph" || table.text(row, "num_gpus") != "2" || bytes < 8192 {
			continue
		}
		ns, err := table.nanoseconds(row, "time_us")
		if err != nil {
			t.Fatal(err)
		}
		rows++
		got := 2 * (1000*link.LatencyUS + bytes/2/link.BandwidthGBs)
		if e := got/ns - 1; math.Abs(e) > 0.15 {
			t.Errorf("%.0f bytes: %.1f µs, measured %.1f (%+.1f %%)", bytes, got/1000, ns/1000, 100*e)
		}
	}
	if rows < 15 {
		t.Errorf("%d sizes, want at least 15", rows)
	}
}
