package site

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/andybalholm/brotli"
)

// compressible are the kinds of files that compression makes smaller; fonts are compressed already.
var compressible = []string{".html", ".js", ".css", ".wasm", ".json", ".bin", ".svg"}

// smallest is the size in bytes from which a compressed copy is worth a file.
const smallest = 1 << 10

// compression writes a brotli and a gzip copy beside every file that gains from one.
func (b *builder) compression() step {
	return step{name: "compress", run: b.compressAll} // each copy is compared with its own original
}

func (b *builder) compressAll() error {
	return filepath.WalkDir(b.Out, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(compressible, filepath.Ext(path)) {
			return err
		}
		info, err := entry.Info()
		if err != nil || info.Size() < smallest {
			return err
		}
		for _, e := range encodings {
			copied, err := os.Stat(path + e.extension)
			if err == nil && !copied.ModTime().Before(info.ModTime()) {
				continue
			}
			if err := compress(path, path+e.extension, func(w io.Writer) io.WriteCloser { return e.writer(w, b.Quality) }); err != nil {
				return err
			}
		}
		return nil
	})
}

// encoding is a content encoding that browsers accept.
type encoding struct {
	name      string
	extension string
	writer    func(w io.Writer, quality int) io.WriteCloser
}

// encodings are in order of preference.
var encodings = []encoding{
	{"br", ".br", func(w io.Writer, quality int) io.WriteCloser { return brotli.NewWriterLevel(w, quality) }},
	{"gzip", ".gz", func(w io.Writer, quality int) io.WriteCloser {
		z, _ := gzip.NewWriterLevel(w, min(quality, gzip.BestCompression)) // the level is valid
		return z
	}},
}

func compress(from, to string, writer func(io.Writer) io.WriteCloser) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := writer(&out)
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return writeFile(to, out.Bytes(), 0o644)
}
