//go:build !js

package detmath

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// arm64 fuses what the language lets it. Its assembly shows whether float64(…) was forgotten somewhere.
func TestNothingIsFusedOnARM64(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command to compile with")
	}
	fused := regexp.MustCompile(`(?m)^.*\tFN?M(ADD|SUB)[SD].*$`)
	const module = "github.com/llmemu/playground"
	build := exec.Command("go", "build", "-gcflags=-S", module+"/engine/...", module+"/internal/...")
	build.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	assembly, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, assembly)
	}
	if len(assembly) == 0 {
		t.Fatal("the compiler printed no assembly")
	}
	for _, line := range fused.FindAll(assembly, -1) {
		if !bytes.Contains(line, []byte("/engine/byhand/")) { // whose expectations are compared with some room
			t.Errorf("%s", line)
		}
	}
}
