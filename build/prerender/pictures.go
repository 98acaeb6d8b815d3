package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/llmemu/playground/web/charts"
)

// drawer is the program that draws charts, beside this one.
const drawer = "build/prerender/pictures/draw.js"

// addPictures puts a picture of each chart on show into its element of the page's body: the first paint has them, and nothing
// has to run for it.
func addPictures(root, body string, specs []charts.Spec, packed []byte) (string, error) {
	var shown []charts.Spec
	for _, s := range specs {
		if strings.Contains(body, element(s)) {
			shown = append(shown, s)
		}
	}
	pictures, err := draw(root, shown, packed)
	if err != nil {
		return "", err
	}
	for _, s := range shown {
		before, rest, _ := strings.Cut(body, element(s))
		attributes, after, empty := strings.Cut(rest, "></div>")
		if !empty || strings.Contains(attributes, "<") {
			return "", fmt.Errorf("the element of chart %s is not empty", s.ID)
		}
		body = before + element(s) + attributes + ">" + pictures[s.ID] + "</div>" + after
	}
	return body, nil
}

// element is what the chart's element has among its attributes.
func element(s charts.Spec) string { return `id="chart-` + s.ID + `"` }

// draw lets ECharts draw in Node, for want of a browser.
func draw(root string, specs []charts.Spec, packed []byte) (map[string]string, error) {
	input, err := json.Marshal(map[string]any{"charts": specs, "result": packed})
	if err != nil {
		return nil, err
	}
	var problem bytes.Buffer
	cmd := exec.Command("node", filepath.Join(root, filepath.FromSlash(drawer)))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &problem
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", drawer, err, problem.String())
	}
	var pictures map[string]string
	return pictures, json.Unmarshal(out, &pictures)
}
