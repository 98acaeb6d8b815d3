package site

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// types are the media types of the site's files; the system's own table differs from machine to machine.
var types = map[string]string{
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".css":   "text/css; charset=utf-8",
	".json":  "application/json",
	".svg":   "image/svg+xml",
	".wasm":  "application/wasm",
	".woff2": "font/woff2",
	".bin":   "application/octet-stream",
}

// Handler serves a built site: the compressed copy of a file where the browser takes one, and a tag by which it can ask
// whether its own copy is still the latest.
func Handler(dir string) http.Handler {
	policy := policy(dir)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD are answered", http.StatusMethodNotAllowed)
			return
		}
		name := path.Clean("/" + r.URL.Path)
		if name == "/" {
			name = "/index.html"
		}
		mediaType, known := types[path.Ext(name)]
		if !known {
			http.NotFound(w, r)
			return
		}
		file, encoding, err := open(filepath.Join(dir, filepath.FromSlash(name)), r.Header.Get("Accept-Encoding"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", mediaType)
		header.Set("Cache-Control", "no-cache") // keep, but ask
		header.Set("ETag", fmt.Sprintf(`"%x-%x%s"`, info.ModTime().UnixNano(), info.Size(), encoding))
		header.Set("Vary", "Accept-Encoding")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Content-Security-Policy", policy)
		if encoding != "" {
			header.Set("Content-Encoding", encoding)
			r.Header.Del("Range") // a part of a compressed file is of no use
			w = &sized{w, info.Size()}
		}
		http.ServeContent(w, r, "", info.ModTime(), file)
	})
}

// policy is the content security policy of the page, and what counts in a header alone: no other page may frame it.
func policy(dir string) string {
	const alone = "frame-ancestors 'none'"
	page, _ := os.ReadFile(filepath.Join(dir, "index.html"))
	_, rest, _ := strings.Cut(string(page), `http-equiv="Content-Security-Policy" content="`)
	own, _, found := strings.Cut(rest, `"`)
	if !found {
		return alone
	}
	return own + "; " + alone
}

// sized says how long a compressed body is, which net/http leaves open.
type sized struct {
	http.ResponseWriter
	size int64
}

func (s *sized) WriteHeader(status int) {
	if status == http.StatusOK {
		s.Header().Set("Content-Length", strconv.FormatInt(s.size, 10))
	}
	s.ResponseWriter.WriteHeader(status)
}

// open opens the best copy of a file that the browser takes.
func open(name, accepted string) (file *os.File, encoding string, err error) {
	for _, e := range encodings {
		if !accepts(accepted, e.name) {
			continue
		}
		if file, err := os.Open(name + e.extension); err == nil {
			return file, e.name, nil
		}
	}
	file, err = os.Open(name)
	return file, "", err
}
