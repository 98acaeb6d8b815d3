package golden

import (
	"compress/gzip"
	"os"
	"testing"
)

func TestAll(t *testing.T) {
	f, err := os.Open("../../../shared/data/golden/public.jsonl.gz")
	if err != nil {
		t.Skip(err)
	}
	z, _ := gzip.NewReader(f)
	totals, err := Replay(z, func(m Mismatch) { t.Error(m) })
	t.Log(totals, err)
}
