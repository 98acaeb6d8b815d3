package site

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEqualSourcesGiveEqualFiles builds the site from the repository, and from a copy of it in another folder.
func TestEqualSourcesGiveEqualFiles(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := filepath.Join(t.TempDir(), "a folder", "of another depth")
	copySources(t, root, elsewhere)
	first, second := built(t, root), built(t, elsewhere)
	if len(first) < 50 {
		t.Errorf("the site has no more than %d files", len(first))
	}
	if a, b := slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second)); !slices.Equal(a, b) {
		t.Fatalf("one build gives %s, the other %s", a, b)
	}
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// built are the files of a site that is made of the sources in a folder, by their names.
func built(t *testing.T, root string) map[string][]byte {
	t.Helper()
	out := t.TempDir()
	if err := Build(Options{Root: root, Out: out, Quality: 1, Log: func(message string) { t.Log(message) }}); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	err := filepath.WalkDir(out, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, _ := filepath.Rel(out, path) // it is below
		files[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// copySources copies a repository, all but what is made of it. The npm packages are not copied but shared; the times of files
// are kept, so that those packages stay fresh.
func copySources(t *testing.T, root, to string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path) // it is below
		target := filepath.Join(to, name)
		switch {
		case name == "node_modules":
			if err := os.Symlink(path, target); err != nil || !entry.IsDir() { // a link itself, in a copy
				return err
			}
			return fs.SkipDir
		case entry.IsDir() && slices.Contains([]string{".git", "dist", filepath.Join("docs", "screenshots")}, name):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case strings.Contains(name, "_gen.") || strings.HasSuffix(name, ".wasm") || !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return errors.Join(copyFile(path, target), os.Chtimes(target, info.ModTime(), info.ModTime()))
	})
	if err != nil {
		t.Fatal(err)
	}
}
