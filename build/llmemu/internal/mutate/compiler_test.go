package mutate

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"testing"
)

// compiler checks the types of packages in which one file is another.
type compiler struct {
	files    *token.FileSet
	known    map[string]listed // packages by path, the module's also by folder
	importer types.Importer
	parsed   map[string]*ast.File
}

type listed struct {
	Dir, ImportPath, Export string
	GoFiles                 []string
}

func newCompiler(t *testing.T, root string, env ...string) *compiler {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=Dir,ImportPath,Export,GoFiles", "./...")
	cmd.Dir, cmd.Env, cmd.Stderr = root, append(os.Environ(), env...), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &compiler{files: token.NewFileSet(), known: map[string]listed{}, parsed: map[string]*ast.File{}}
	for decoder := json.NewDecoder(out); ; {
		var pkg listed
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		c.known[pkg.ImportPath] = pkg
		if folder, err := filepath.Rel(root, pkg.Dir); err == nil {
			c.known[filepath.ToSlash(folder)] = pkg
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("go list: %v", err)
	}
	c.importer = importer.ForCompiler(c.files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(c.known[path].Export) })
	return c
}

// check says what is wrong with the package of a file if it held another text.
func (c *compiler) check(file, text string) error {
	pkg := c.known[path.Dir(file)]
	var files []*ast.File
	for _, name := range pkg.GoFiles {
		f, err := c.parse(filepath.Join(pkg.Dir, name))
		if name == path.Base(file) {
			f, err = parser.ParseFile(c.files, file, text, parser.SkipObjectResolution)
		}
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	_, err := (&types.Config{Importer: c.importer}).Check(pkg.ImportPath, c.files, files, nil)
	return err
}

func (c *compiler) parse(name string) (*ast.File, error) {
	if c.parsed[name] == nil {
		f, err := parser.ParseFile(c.files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		c.parsed[name] = f
	}
	return c.parsed[name], nil
}
