package site

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocuments: every document becomes a page whose links lead somewhere.
func TestDocuments(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	frame, err := os.ReadFile(filepath.Join(root, "static", "docs.html"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]bool{}
	for _, source := range documentSources {
		pages[documentPage(source)] = true
	}
	for _, source := range documentSources {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(source)))
		if err != nil {
			t.Fatal(err)
		}
		page, err := document(string(frame), source, content)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for _, part := range strings.Split(string(page), `href="`)[1:] {
			target, _, _ := strings.Cut(part, `"`)
			target, _, _ = strings.Cut(target, "#")
			if inside := !strings.Contains(target, "://") && !strings.HasPrefix(target, "../") && target != ""; inside && !pages[target] {
				t.Errorf("%s leads to %s", source, target)
			}
		}
		if strings.Contains(string(page), "<!--") {
			t.Errorf("%s: a part of the frame is left open", source)
		}
	}
}

func TestADocumentsLinksAndTitle(t *testing.T) {
	page, err := document("<!--title-->|<!--body-->", "docs/X.md", []byte("# A & B\n\nSee [how](../docs/FIDELITY.md#aims), [there](https://a.b/c) and [here](#x).\n\n|a|\n|-|\n|b|\n\n<script>x</script>\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"A &amp; B|", `<a href="FIDELITY.html#aims">how</a>`, `<a href="https://a.b/c">there</a>`, `<a href="#x">here</a>`, `<div class="wide" tabindex="0"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
	if strings.Contains(string(page), "<script>") {
		t.Error("HTML in a document is passed on")
	}
	if _, err := document("", "docs/X.md", []byte("[x](../shared/secret.md)")); err == nil || !strings.Contains(err.Error(), "secret.md") {
		t.Errorf("a link that leads nowhere: %v", err)
	}
	page, err = document("<!--title-->|<!--body-->", "NOTICE", []byte("a <b>"))
	if err != nil || string(page) != "NOTICE|<pre>a &lt;b&gt;</pre>" {
		t.Errorf("%s, %v", page, err)
	}
}
