package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/overview"
	"github.com/llmemu/playground/web/page"
	"github.com/llmemu/playground/web/state"
)

// render fills the page's shell: the components' HTML with pictures of the charts, and the data that the page starts from.
// encoding/json escapes angle brackets, so that no text in the data can end its script element.
func render(root, shell string, catalogue *state.Catalogue, packed []byte, facts *explain.Facts) ([]byte, error) {
	size := binary.LittleEndian.Uint32(packed)
	result, err := state.ParseResult(packed[4 : 4+size])
	if err != nil {
		return nil, err
	}
	app := state.New(nowhere{}, catalogue, result)
	app.Know(facts)
	body, err := components(app)
	if err != nil {
		return nil, err
	}
	list, err := json.Marshal(catalogue)
	if err != nil {
		return nil, err
	}
	specs := charts.Specs(app)
	if body, err = addPictures(root, body, specs, packed); err != nil {
		return nil, err
	}
	described, err := json.Marshal(specs)
	if err != nil {
		return nil, err
	}
	why, err := plainjson.Marshal(facts)
	if err != nil {
		return nil, err
	}
	for marker, text := range map[string]string{"<!--page-->": body, "<!--catalogue-->": string(list), "<!--charts-->": string(described), "<!--facts-->": string(why), "<!--about-->": string(overview.About)} {
		if strings.Count(shell, marker) != 1 {
			return nil, fmt.Errorf("the shell must hold %s once", marker)
		}
		shell = strings.Replace(shell, marker, text, 1)
	}
	return []byte(shell), nil
}

func components(app *state.App) (string, error) {
	build, err := vugu.NewBuildEnv()
	if err != nil {
		return "", err
	}
	built := build.RunBuild(&page.Page{App: app})
	page.Tidy(built)
	var out bytes.Buffer
	if err := staticrender.New(&out).Render(built); err != nil {
		return "", err
	}
	return out.String(), nil
}

// nowhere is the Host of a page that nobody uses yet.
type nowhere struct{}

func (nowhere) Run(state.Job)                {}
func (nowhere) Explain(state.Question)       {}
func (nowhere) WarmUp(state.Job)             {}
func (nowhere) StartLive(state.Job)          {}
func (nowhere) PaceLive(float64, bool)       {}
func (nowhere) StepLive()                    {}
func (nowhere) RateLive(float64)             {}
func (nowhere) BurstLive(int)                {}
func (nowhere) Cancel()                      {}
func (nowhere) Pin()                         {}
func (nowhere) Unpin()                       {}
func (nowhere) RunPinned(state.Job)          {}
func (nowhere) StartPlan(state.PlanJob)      {}
func (nowhere) CancelPlan(string)            {}
func (nowhere) PriceSweep(string)            {}
func (nowhere) SetHash(string)               {}
func (nowhere) Visit(string)                 {}
func (nowhere) KeepEdits()                   {}
func (nowhere) CopyAddress()                 {}
func (nowhere) ShowShare(state.Shared)       {}
func (nowhere) ToggleTheme()                 {}
func (nowhere) SortRequests(string)          {}
func (nowhere) ZoomTo(int)                   {}
func (nowhere) ShowOpen()                    {}
func (nowhere) Reveal(string)                {}
func (nowhere) SetSetting(string, string)    {}
func (nowhere) ExportProfile(string, string) {}
func (nowhere) RemoveProfile(string)         {}
func (nowhere) RestoreProfile(string)        {}
