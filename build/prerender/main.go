// Command prerender writes the parts of the site that come from running the project itself: index.html with the page as
// it looks after the opening scenario, charts included, that scenario's packed result, and the data files that the engine
// reads in the browser. The page is drawn by the same components as in the browser, so that they can take it over as it stands.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/llmemu/playground/web/glossary"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	out := flag.String("o", "dist", "folder to write to")
	flag.Parse()
	if err := write(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "prerender:", err)
		os.Exit(1)
	}
}

func write(root, out string) error {
	site := files{}
	catalogue, err := buildCatalogue(site)
	if err != nil {
		return err
	}
	packed, err := packOpening()
	if err != nil {
		return err
	}
	site["opening.bin"] = packed
	if site["words.json"], err = glossary.JSON(); err != nil {
		return err
	}
	if site["gallery.json"], err = galleryFile(catalogue); err != nil {
		return err
	}
	facts, err := explainOpening()
	if err != nil {
		return err
	}
	shell, err := os.ReadFile(filepath.Join(root, "static", "index.html"))
	if err != nil {
		return err
	}
	if site["index.html"], err = render(root, string(shell), catalogue, packed, facts); err != nil {
		return err
	}
	return site.write(out)
}

// files are the site's files by name.
type files map[string][]byte

func (f files) write(dir string) error {
	for name, data := range f {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
