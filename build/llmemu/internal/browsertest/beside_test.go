package browsertest

import (
	"flag"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

// Tests run beside each other, each in a browser context of its own, from the first page that they open on. A page waits
// as often as it works, so there are more of them than cores.

const testsPerCore = 2

// sideBySide sets how many tests run at once, unless -parallel says it.
func sideBySide() error {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if given {
		return nil
	}
	return flag.Set("test.parallel", strconv.Itoa(testsPerCore*runtime.GOMAXPROCS(0)))
}

// placed are the tests of which it is decided whether others run beside them.
var placed sync.Map

// alone keeps others from running beside a test: it measures time, or takes pictures of what moves.
func alone(t *testing.T) { placed.Store(t, true) }

func beside(t *testing.T) {
	if _, decided := placed.LoadOrStore(t, true); !decided {
		t.Parallel()
	}
}
