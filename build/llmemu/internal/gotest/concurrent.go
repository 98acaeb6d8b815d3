package gotest

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath, Dir                              string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles []string
	Deps, TestImports, XTestImports              []string
}

// Concurrent splits the packages of the repository into those in whose tests something may run beside something else, and
// all others. The race detector makes tests several times slower, and has nothing to find where nothing does: neither the
// package nor its tests nor any package of the repository that they use starts a goroutine or serves HTTP.
func Concurrent(root string) (concurrent, others []string, err error) {
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,Deps,TestImports,XTestImports", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("go list: %w", err)
	}
	var packages []listed
	starts := map[string]bool{} // goroutines, in the package itself
	uses := map[string][]string{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
		uses[p.ImportPath] = p.Deps
		if starts[p.ImportPath], err = startGoroutines(p.Dir, p.GoFiles, p.CgoFiles); err != nil {
			return nil, nil, err
		}
	}
	for _, p := range packages {
		found, err := startGoroutines(p.Dir, p.TestGoFiles, p.XTestGoFiles)
		if err != nil {
			return nil, nil, err
		}
		for _, used := range slices.Concat([]string{p.ImportPath}, p.TestImports, p.XTestImports) {
			found = found || starts[used] || slices.ContainsFunc(uses[used], func(d string) bool { return starts[d] })
		}
		if found {
			concurrent = append(concurrent, p.ImportPath)
		} else {
			others = append(others, p.ImportPath)
		}
	}
	return concurrent, others, nil
}

// startGoroutines says whether one of the files does.
func startGoroutines(dir string, lists ...[]string) (bool, error) {
	for _, name := range slices.Concat(lists...) {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return false, err
		}
		if startsGoroutines(file) {
			return true, nil
		}
	}
	return false, nil
}

// startsGoroutines looks for go statements, for methods that are named like those of sync.WaitGroup and testing.T which stand
// for one, and for package net/http, whose handlers run beside each other.
func startsGoroutines(file *ast.File) bool {
	for _, i := range file.Imports {
		if path, _ := strconv.Unquote(i.Path.Value); path == "net/http" {
			return true
		}
	}
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = true
		case *ast.CallExpr:
			if method, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"Go", "Parallel", "RunParallel"}, method.Sel.Name) {
				found = true
			}
		}
		return !found
	})
	return found
}
