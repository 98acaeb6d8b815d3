package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

// needTools says in one line what is missing and how to get it. Chromium is installed where that can be done.
func needTools() error {
	for _, tool := range []struct{ name, get string }{
		{"node", "install Node.js 20 or newer (on Debian: apt-get install nodejs npm)"},
		{"npm", "install Node.js 20 or newer with npm (on Debian: apt-get install nodejs npm)"},
		{"gcc", "the race detector needs a C compiler (on Debian: apt-get install gcc libc6-dev)"},
	} {
		if _, err := exec.LookPath(tool.name); err != nil {
			return fmt.Errorf("%s is missing: %s", tool.name, tool.get)
		}
	}
	if site.Chromium() != "" {
		return nil
	}
	_, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return errors.New("chromium is missing: install Chromium or Google Chrome (on Debian: apt-get install chromium)")
	}
	for _, args := range [][]string{{"update"}, {"install", "-y", "--no-install-recommends", "chromium"}} {
		fmt.Printf("chromium is missing: apt-get %s\n", strings.Join(args, " "))
		cmd := exec.Command("apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// checkFormat lists the Go files that gofmt would change. Generated ones are not ours to format.
func checkFormat(j *job) error {
	args := []string{"-l"}
	err := filepath.WalkDir(j.root, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_gen.go") {
			args = append(args, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	out, err := exec.Command("gofmt", args...).CombinedOutput()
	if err == nil && len(out) > 0 {
		err = fmt.Errorf("not formatted:\n%s", out)
	}
	return err
}
