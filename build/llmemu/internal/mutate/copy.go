package mutate

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// copyOf brings the copy in which a job breaks things up to date. It stands at the same place every time: Go's build
// cache goes by folders, and the first build there takes a minute.
func copyOf(root string, job int) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	base := filepath.Join(cache, "llmemu-mutate", fmt.Sprintf("%08x-%d", number(root), job))
	to := filepath.Join(base, "tree")
	if err := os.MkdirAll(to, 0o755); err != nil {
		return "", err
	}
	for link, target := range map[string]string{
		filepath.Join(to, "node_modules"): filepath.Join(root, "node_modules"),
		filepath.Join(base, "shared"):     filepath.Join(root, "..", "shared"), // tests look for their data there
	} {
		if err := os.Symlink(target, link); err != nil && !os.IsExist(err) {
			return "", err
		}
	}
	if err := prune(root, to); err != nil {
		return "", err
	}
	return to, update(root, to)
}

// claim keeps other runs away from the copies of a checkout until it is closed. It is a port, which is free again however a
// run ends.
func claim(root string) (io.Closer, error) {
	l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+number(root)%10000))
	if err != nil {
		return nil, fmt.Errorf("mutations of this checkout are being tried already: %w", err)
	}
	return l, nil
}

// number tells checkouts apart.
func number(root string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(root))
	return h.Sum32()
}

// own says whether a folder is left as it is: what is built or installed there belongs to the copy.
func own(d fs.DirEntry) bool {
	return d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == ".git"
}

// prune removes from the copy what is no longer in the original.
func prune(root, to string) error {
	return eachFile(to, func(name string) error {
		if _, err := os.Lstat(filepath.Join(root, name)); !os.IsNotExist(err) {
			return err
		}
		return os.Remove(filepath.Join(to, name))
	})
}

// update writes what differs, so that whatever was built of the rest stays fresh.
func update(root, to string) error {
	return eachFile(root, func(name string) error {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		path := filepath.Join(to, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, data, 0o644)
	})
}

func eachFile(root string, do func(name string) error) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case own(d) && d.IsDir():
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return do(name)
	})
}
