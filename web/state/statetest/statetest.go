// Package statetest makes the state of a page for the tests of whatever shows it.
package statetest

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/llmemu/playground/web/state"
)

// New is the state of a page that shows the sample result of web/state/testdata. It is for tests of folders of web.
func New(t *testing.T, host state.Host) *state.App {
	t.Helper()
	var catalogue state.Catalogue
	var result state.Result
	for file, v := range map[string]any{"catalogue.json": &catalogue, "header.json": &result} {
		data, err := os.ReadFile("../state/testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return state.New(host, &catalogue, &result)
}
