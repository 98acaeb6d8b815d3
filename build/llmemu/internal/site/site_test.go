package site

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHandler(t *testing.T) {
	dir := t.TempDir()
	const page = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`
	for name, text := range map[string]string{"index.html": page, "app.js": "script", "app.js.br": "packed", "notes.txt": "private"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	handler := Handler(dir)
	get := func(path string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	if w := get("/"); w.Code != 200 || w.Body.String() != page || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("/: %d %q %v", w.Code, w.Body, w.Header())
	}
	if w := get("/app.js"); w.Body.String() != "script" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("plain: %q %v", w.Body, w.Header())
	}
	w := get("/app.js", "Accept-Encoding", "gzip, br")
	if w.Body.String() != "packed" || w.Header().Get("Content-Encoding") != "br" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("compressed: %q %v", w.Body, w.Header())
	}
	if again := get("/app.js", "Accept-Encoding", "br", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("a second visit gets status %d", again.Code)
	}
	if w.Header().Get("Content-Length") != "6" {
		t.Errorf("a compressed body has the length %q", w.Header().Get("Content-Length"))
	}
	for accepted, want := range map[string]string{
		"br;q=0": "script", "xbrx": "script", "gzip;q=0, br;q=0.0": "script", "identity": "script", "br;q=x": "script", "*;q=0": "script",
		"BR": "packed", "br;q=0.001": "packed", "gzip, br ; q=0.5": "packed", "*": "packed", "br;q=0, *": "script",
	} {
		if got := get("/app.js", "Accept-Encoding", accepted).Body.String(); got != want {
			t.Errorf("who accepts %q gets %q, want %q", accepted, got, want)
		}
	}
	if part := get("/app.js", "Accept-Encoding", "br", "Range", "bytes=1-2"); part.Code != http.StatusOK || part.Body.String() != "packed" {
		t.Errorf("a part of a compressed body: %d %q", part.Code, part.Body)
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodTrace, http.MethodConnect, http.MethodOptions} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(method, "/app.js", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, %v", method, w.Code, w.Header())
		}
	}
	if got, want := w.Header().Get("Content-Security-Policy"), "default-src 'self'; frame-ancestors 'none'"; got != want {
		t.Errorf("the policy is %q, want %q", got, want)
	}
	for _, path := range []string{"/missing.js", "/notes.txt", "/../site.go", "/data"} {
		if w := get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

func TestInline(t *testing.T) {
	const shell = `<meta content="style-src 'self'; base-uri 'none'"><link href="app.css">`
	page, err := inline(shell, "a{}", `<link href="app.css">`, "style", "style-src 'self'")
	if want := `<meta content="style-src 'self' 'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='; base-uri 'none'"><style>a{}</style>`; err != nil || page != want {
		t.Errorf("%s, %v", page, err)
	}
	for _, content := range []string{"a{}</style>", "a{}</STYLE>"} {
		if page, err := inline(shell, content, `<link href="app.css">`, "style", "style-src 'self'"); err == nil {
			t.Errorf("%s was taken: %s", content, page)
		}
	}
	if _, err := inline("<p>", "a{}", `<link href="app.css">`, "style", "style-src 'self'"); err == nil {
		t.Error("a page without the tag was taken")
	}
}

func TestStepsRunOnlyWhenStale(t *testing.T) {
	dir := t.TempDir()
	input, output := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.WriteFile(input, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	runs := 0
	b := &builder{Options{Log: func(string) {}}}
	s := step{name: "copy", inputs: []string{input}, outputs: []string{output}, run: func() error {
		runs++
		return os.WriteFile(output, nil, 0o644)
	}}
	for range 2 {
		if err := b.run(s); err != nil {
			t.Fatal(err)
		}
	}
	if runs != 1 {
		t.Errorf("ran %d times for one input", runs)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(input, later, later); err != nil {
		t.Fatal(err)
	}
	if err := b.run(s); err != nil || runs != 2 {
		t.Errorf("ran %d times after a change, error %v", runs, err)
	}
}

// TestTheEngineIsFreeOfReflection: each of these would make what every visitor downloads much larger, for what packages
// message, record and links do.
func TestTheEngineIsFreeOfReflection(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-deps", "./wasm/engine")
	list.Dir = root
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range strings.Fields(string(out)) {
		if slices.Contains([]string{"fmt", "encoding/json", "os", "regexp", "compress/flate"}, pkg) {
			t.Errorf("wasm/engine depends on %s", pkg)
		}
	}
}

// TestWhatCouldNotBeWrittenLeavesNothing: a file whose writing fails stays as it was, and a step that fails has no outputs.
func TestWhatCouldNotBeWrittenLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	if err := writeFile(path, []byte("whole"), 0o644); err != nil {
		t.Fatal(err)
	}
	blocked := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(blocked, "file"), 0o755); err != nil {
		t.Fatal(err)
	}
	if writeFile(blocked, []byte("cut off"), 0o644) == nil {
		t.Error("a folder was overwritten")
	}
	left, err := filepath.Glob(filepath.Join(dir, ".writing-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left over, error %v", left, err)
	}
	b := &builder{Options{Log: func(string) {}}}
	full := errors.New("no space left on device")
	err = b.run(step{name: "cut", inputs: []string{dir}, outputs: []string{path, filepath.Join(dir, "other")}, run: func() error {
		return errors.Join(full, os.WriteFile(path, []byte("who"), 0o644))
	}})
	if !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("what was cut off is still there: %v", err)
	}
}
