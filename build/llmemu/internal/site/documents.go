package site

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// documentSources are the texts that the site carries as pages of their own, in docs/.
var documentSources = []string{"docs/FIDELITY.md", "docs/PROFILES.md", "docs/SAMPLED.md", "docs/PERFORMANCE.md", "docs/TESTING.md", "docs/BENCH.md",
	"ARCHITECTURE.md", "LICENSE", "NOTICE"}

// documents makes pages of them.
func (b *builder) documents() step {
	s := step{name: "documents", inputs: b.source(append(documentSources, "static/docs.html", "go.mod")...)}
	for _, source := range documentSources {
		s.outputs = append(s.outputs, filepath.Join(b.Out, "docs", documentPage(source)))
	}
	s.run = func() error {
		if err := os.MkdirAll(filepath.Join(b.Out, "docs"), 0o755); err != nil {
			return err
		}
		frame, err := os.ReadFile(filepath.Join(b.Root, "static", "docs.html"))
		if err != nil {
			return err
		}
		for i, source := range documentSources {
			content, err := os.ReadFile(filepath.Join(b.Root, filepath.FromSlash(source)))
			if err != nil {
				return err
			}
			page, err := document(string(frame), source, content)
			if err != nil {
				return fmt.Errorf("%s: %w", source, err)
			}
			if err := writeFile(s.outputs[i], page, 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	return s
}

// documentPage is the page's file: "docs/FIDELITY.md" is FIDELITY.html, LICENSE is LICENSE.html.
func documentPage(source string) string {
	return strings.TrimSuffix(path.Base(source), ".md") + ".html"
}

// document puts a text into the frame. What is no Markdown stands as it is.
func document(frame, source string, content []byte) ([]byte, error) {
	title, body := path.Base(source), "<pre>"+html.EscapeString(string(content))+"</pre>"
	if strings.HasSuffix(source, ".md") {
		markdown := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
		tree := markdown.Parser().Parse(text.NewReader(content))
		if err := relink(tree); err != nil {
			return nil, err
		}
		if heading, ok := tree.FirstChild().(*ast.Heading); ok {
			title = string(heading.Lines().Value(content))
		}
		var out bytes.Buffer
		if err := markdown.Renderer().Render(&out, content, tree); err != nil {
			return nil, err
		}
		// Tables are wider than a phone: each scrolls by itself, for the keyboard as well.
		body = strings.NewReplacer("<table>", `<div class="wide" tabindex="0" role="region" aria-label="Table"><table>`, "</table>", "</table></div>",
			"<!-- raw HTML omitted -->\n", "").Replace(out.String())
	}
	return []byte(strings.NewReplacer("<!--title-->", html.EscapeString(title), "<!--body-->", body).Replace(frame)), nil
}

// relink leads from one document to the page of another. What a link points to else has to be on the web: the site carries no more files.
func relink(tree ast.Node) error {
	return ast.Walk(tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		link, ok := node.(*ast.Link)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		target, anchor, _ := strings.Cut(string(link.Destination), "#")
		switch {
		case target == "" || strings.Contains(target, "://"):
			return ast.WalkContinue, nil
		case anchor != "":
			anchor = "#" + anchor
		}
		for _, source := range documentSources {
			if path.Base(source) == path.Base(target) {
				link.Destination = []byte(documentPage(source) + anchor)
				return ast.WalkContinue, nil
			}
		}
		return ast.WalkStop, fmt.Errorf("a link to %s, which is no page of the site", target)
	})
}
