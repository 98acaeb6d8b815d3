package main

import (
	"fmt"
	"os"
	"slices"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/vllmflags"
	"github.com/llmemu/playground/gallery"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios"
)

// scenarioCmd is `llmemu scenario`: what is bundled, and vLLM's own command lines.
type scenarioCmd struct {
	List      scenarioListCmd `cmd:"" help:"List the bundled scenarios and the gallery's, whose sentences are read from their runs."`
	FromFlags fromFlagsCmd    `cmd:"" help:"Make a scenario of vllm serve and vllm bench serve command lines."`
	ToFlags   toFlagsCmd      `cmd:"" help:"Write a scenario as command lines of vLLM."`
}

type scenarioListCmd struct{}

// Run prints ids and titles, and of the gallery what each scenario shows.
func (*scenarioListCmd) Run() error {
	for _, id := range scenarios.IDs() {
		s, err := scenarios.Load(id)
		if err != nil {
			return err
		}
		fmt.Printf("%-26s %s\n", id, s.Name)
	}
	for _, group := range gallery.Groups {
		fmt.Printf("\n%s\n", group.Title)
		for _, id := range group.IDs {
			e, err := gallery.Load(id)
			if err != nil {
				return err
			}
			r, err := e.Read()
			if err != nil {
				return err
			}
			fmt.Printf("%-26s %s\n%-26s %s\n", id, e.Title, "", r.Sentence)
		}
	}
	return nil
}

type fromFlagsCmd struct {
	Text    string `arg:"" help:"Command lines, a Dockerfile, a compose file or a chart's values; - for standard input."`
	Profile string `default:"rtxpro6000-llama-3.1-8b-bf16-tp1" placeholder:"ID" help:"The profile of whoever asks, where the text leaves GPU and model open (default: ${default})."`
	Out     string `short:"o" default:"-" placeholder:"FILE" help:"Write the scenario to FILE (default: standard output)."`
}

// Run writes the scenario to its file and what became of the flags to standard error.
func (c *fromFlagsCmd) Run() error {
	text := c.Text
	if text == "-" {
		data, err := readLimited("-", vllmflags.MaxBytes)
		if err != nil {
			return in("standard input", err)
		}
		text = string(data)
	}
	offers, err := allOffers()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(offers, func(o vllmflags.Offer) bool { return o.ID == c.Profile }) {
		_, err := profiles.Raw(c.Profile)
		return err
	}
	reading, err := vllmflags.Read(text, offers, c.Profile)
	if err != nil {
		return err
	}
	if err := writeOutput(c.Out, append(reading.Scenario.JSON(), '\n')); err != nil {
		return err
	}
	for _, n := range reading.Notes {
		fmt.Fprintf(os.Stderr, "%s: %s\n", n.Kind, n)
	}
	return nil
}

type toFlagsCmd struct {
	Scenario string `arg:"" help:"A scenario file, - for standard input, a playground link, or an id of llmemu scenario list."`
}

// Run writes the commands to standard output and what vLLM would do otherwise to standard error.
func (c *toFlagsCmd) Run() error {
	s, err := readScenario(c.Scenario)
	if err != nil {
		return err
	}
	o, err := offerOf(s)
	if err != nil {
		return in(c.Scenario, err)
	}
	commands := vllmflags.Write(s, o)
	fmt.Print(commands.Text())
	for _, n := range commands.Notes {
		fmt.Fprintf(os.Stderr, "%s\n", n)
	}
	return nil
}

// allOffers are the bundled profiles.
func allOffers() ([]vllmflags.Offer, error) {
	var offers []vllmflags.Offer
	for _, id := range profiles.IDs() {
		o, err := offerOf(&scenario.Scenario{Profile: id})
		if err != nil {
			return nil, err
		}
		offers = append(offers, o)
	}
	return offers, nil
}

func offerOf(s *scenario.Scenario) (vllmflags.Offer, error) {
	p, err := profiles.Load(s.Profile)
	if err != nil {
		return vllmflags.Offer{}, err
	}
	return vllmflags.Offer{ID: p.ID, Model: p.Model.ID, GPU: p.GPU.Name, DType: p.Engine.Dtype, TP: p.Engine.TP}, nil
}
