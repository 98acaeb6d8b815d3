// Package datatest is for tests of what is made of the published measurements, which are no part of the repository.
package datatest

import (
	"os"
	"path"
	"path/filepath"
	"testing"
)

// Folder holds the measurements where they are at hand, seen from a package beside this one.
const Folder = "../../../../../shared/data"

// Need skips a test where a file or folder of the measurements is absent. All tests give the same reason, so that they can
// be counted by it.
func Need(t testing.TB, name string) string {
	t.Helper()
	return need(t, Folder, name)
}

func need(t testing.TB, folder, name string) string {
	t.Helper()
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("../shared/data is not here")
	}
	file := filepath.Join(folder, filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		t.Skipf("%s is not here", path.Join("../shared/data", name))
	}
	return file
}
