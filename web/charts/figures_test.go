package charts_test

import (
	"testing"

	"github.com/llmemu/playground/internal/columns/columnstest"
)

// figures are packed figures that a test has read.
type figures struct{ columnstest.Figures }

func unpack(t *testing.T, packed []byte) figures {
	t.Helper()
	return figures{columnstest.Unpack(t, packed)}
}

// of is a column that has to be there.
func (f figures) of(t *testing.T, name string) []float64 {
	t.Helper()
	return f.Of(t, name)
}

// is tells the rows of a column that hold a value.
func is(values []float64, v float64) func(int) bool {
	return func(row int) bool { return values[row] == v }
}

// positive tells the rows of a column above 0.
func positive(values []float64) func(int) bool {
	return func(row int) bool { return values[row] > 0 }
}
