package site

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// packages installs the npm packages of package-lock.json.
func (b *builder) packages() step {
	return step{
		name:    "packages",
		inputs:  b.source("package.json", "package-lock.json"),
		outputs: b.source("node_modules/.package-lock.json"),
		run: func() error {
			for _, tool := range []string{"node", "npm"} {
				if _, err := exec.LookPath(tool); err != nil {
					return errors.New(tool + " is missing: install Node.js 20 or newer with npm (on Debian: apt-get install nodejs npm)")
				}
			}
			if to, err := os.Readlink(filepath.Join(b.Root, "node_modules")); err == nil {
				return fmt.Errorf("node_modules is a link to %s, which npm ci would empty: install the packages there", to)
			}
			return b.command(nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		},
	}
}

// components turns the page's component files into Go.
func (b *builder) components() step {
	files, _ := filepath.Glob(filepath.Join(b.Root, "web", "*", "*.vugu")) // the pattern is valid
	s := step{name: "components", inputs: files}
	args := []string{"tool", "vugugen", "-skip-go-mod", "-skip-main"}
	for _, file := range files {
		s.outputs = append(s.outputs, strings.TrimSuffix(file, ".vugu")+"_gen.go")
		args = append(args, filepath.Dir(file))
	}
	s.run = func() error { return b.command(nil, "go", args...) }
	return s
}

// scripts bundles JavaScript, CSS and fonts.
func (b *builder) scripts() step {
	return step{
		name:    "scripts",
		inputs:  b.source("static", "package-lock.json", "go.mod"),
		outputs: b.output("app.js", "echarts.js", "qr.js", "app.css", "docs.css", "first.js", "theme.js", "worker.js", "importer.js", "liveworker.js", "runner.js", "vugu.js", "logo.svg"),
		run: func() error {
			esbuild := filepath.Join(b.Root, "node_modules", ".bin", "esbuild")
			common := []string{"--bundle", "--minify", "--target=es2022", "--log-level=warning", "--outdir=" + b.Out}
			entries := [][]string{
				{"app=static/js/main.js", "--format=esm", "--external:./echarts.js", "--external:./qr.js"},
				{"echarts=static/js/echarts.js", "qr=static/js/qr.js", "--format=esm"},
				{"first=static/js/first.js", "theme=static/js/theme.js", "worker=static/js/worker.js", "importer=static/js/importer.js", "liveworker=static/js/liveworker.js", "runner=static/js/runner.js", "--format=iife"},
				{"app=static/css/app.css", "docs=static/css/docs.css", "--loader:.woff2=file", "--asset-names=[name]"},
			}
			for _, entry := range entries {
				if err := b.command(nil, esbuild, append(entry, common...)...); err != nil {
					return err
				}
			}
			if err := b.vuguHelper(); err != nil {
				return err
			}
			return copyFile(filepath.Join(b.Root, "static", "icons", "logo.svg"), filepath.Join(b.Out, "logo.svg"))
		},
	}
}

// vuguHelper writes the script that vugu otherwise evaluates from a string, which the page's content security policy
// forbids. As in vugu's own build the debugging lines go.
func (b *builder) vuguHelper() error {
	folder, err := b.moduleFolder("github.com/vugu/vugu")
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join(folder, "domrender", "renderer-js-script.js"))
	if err != nil {
		return err
	}
	var kept bytes.Buffer
	for line := range bytes.Lines(source) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("/*DEBUG")) {
			kept.Write(line)
		}
	}
	path := filepath.Join(b.Out, "vugu.js")
	if err := writeFile(path, kept.Bytes(), 0o644); err != nil {
		return err
	}
	esbuild := filepath.Join(b.Root, "node_modules", ".bin", "esbuild")
	return b.command(nil, esbuild, path, "--minify", "--allow-overwrite", "--log-level=error", "--outfile="+path)
}

// runtime copies what Go's WebAssembly needs from JavaScript.
func (b *builder) runtime() step {
	source := filepath.Join(GoRoot(), "lib", "wasm", "wasm_exec.js")
	out := b.output("wasm_exec.js")
	return step{name: "runtime", inputs: []string{source}, outputs: out, run: func() error { return copyFile(source, out[0]) }}
}

// page draws index.html with the files inlined that its first paint needs, and writes the data files beside it.
func (b *builder) page() step {
	return step{
		name:    "page",
		inputs:  b.source("go.mod", "package-lock.json", "engine", "internal", "profiles", "scenarios", "gallery", "web", "build/prerender", "static"),
		outputs: b.output("index.html", "opening.bin", "words.json", "gallery.json", "data"),
		run: func() error {
			if err := b.command(nil, "go", "run", "./build/prerender", "-o", b.Out); err != nil {
				return err
			}
			return b.inline()
		},
	}
}

// copyFile leaves a copy that is there already alone: another build may be reading it.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if there, err := os.ReadFile(to); err == nil && bytes.Equal(there, data) {
		return nil
	}
	return writeFile(to, data, 0o644)
}
