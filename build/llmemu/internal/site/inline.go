package site

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// inlined are the files without which nothing is painted. In the page itself they cost no request of their own; its content
// security policy allows each by its hash.
var inlined = []struct{ file, tag, element, directive string }{
	{"app.css", `<link rel="stylesheet" href="app.css">`, "style", "style-src 'self'"},
	{"first.js", `<script src="first.js"></script>`, "script", "script-src 'self'"},
}

// inline puts what the first paint waits for into index.html.
func (b *builder) inline() error {
	path := filepath.Join(b.Out, "index.html")
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page := string(data)
	for _, in := range inlined {
		content, err := os.ReadFile(filepath.Join(b.Out, in.file))
		if err != nil {
			return err
		}
		if page, err = inline(page, string(content), in.tag, in.element, in.directive); err != nil {
			return fmt.Errorf("%s: %w", in.file, err)
		}
	}
	return writeFile(path, []byte(page), 0o644)
}

// inline replaces a tag by an element with the content that it names, and adds the content's hash to the page's policy.
func inline(page, content, tag, element, directive string) (string, error) {
	for _, once := range []string{tag, directive} {
		if strings.Count(page, once) != 1 {
			return "", fmt.Errorf("the page must hold %s once", once)
		}
	}
	if strings.Contains(strings.ToLower(content), "</"+element) {
		return "", fmt.Errorf("it would end its own %s element", element)
	}
	sum := sha256.Sum256([]byte(content))
	allowed := directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return strings.NewReplacer(tag, "<"+element+">"+content+"</"+element+">", directive, allowed).Replace(page), nil
}
