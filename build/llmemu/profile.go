package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/llmemu/playground/build/llmemu/internal/bundle"
	"github.com/llmemu/playground/build/llmemu/internal/compose"
	"github.com/llmemu/playground/build/llmemu/internal/packs"
	"github.com/llmemu/playground/build/llmemu/internal/silicon"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/validation"
)

// profileCmd is `llmemu profile`: what is bundled, and how it is made.
type profileCmd struct {
	List   profileListCmd   `cmd:"" help:"List the bundled profiles."`
	Info   profileInfoCmd   `cmd:"" help:"Show where a profile comes from and what it covers."`
	Build  profileBuildCmd  `cmd:"" help:"Build profiles from the published measurements, and write them and the recordings to profiles/."`
	Import profileImportCmd `cmd:"" help:"Make a profile from an LLM-Emu pack or a step trace."`
}

type profileListCmd struct {
	JSON string `placeholder:"FILE" help:"Write JSON to FILE instead; - is standard output."`
}

func (c *profileListCmd) Run() error {
	entries, err := profiles.Catalogue()
	if err != nil {
		return err
	}
	if c.JSON != "" {
		return writeProfileList(c.JSON, entries)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		fmt.Fprintf(table, "%s\t%s\t%s\tvLLM %s\n", e.ID, e.Title, e.Hardware, e.VLLMVersion)
	}
	return table.Flush()
}

func writeProfileList(path string, entries []profiles.Entry) error {
	data, err := json.MarshalIndent(entries, "", " ")
	if err != nil {
		return err
	}
	return writeOutput(path, append(data, '\n'))
}

type profileInfoCmd struct {
	ID string `arg:"" help:"Id of a bundled profile."`
}

func (c *profileInfoCmd) Run() error {
	p, err := profiles.Load(c.ID)
	if err != nil {
		return err
	}
	record, err := profiles.Validation(c.ID)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	line := func(name, format string, values ...any) {
		fmt.Fprintf(table, "%s\t"+format+"\n", append([]any{name}, values...)...)
	}
	line("id", "%s", p.ID)
	line("title", "%s", p.Title)
	line("source", "%s: %s (%s)", p.Source.Name, p.Source.Description, p.Source.Licence)
	line("measured at", "%s", p.Source.MeasuredAt)
	line("engine", "vLLM %s, max_num_batched_tokens %d, max_num_seqs %d, max_model_len %d, block_size %d, enforce_eager %t",
		p.Engine.VLLMVersion, p.Engine.MaxNumBatchedTokens, p.Engine.MaxNumSeqs, p.Engine.MaxModelLen, p.Engine.BlockSize, p.Engine.EnforceEager)
	line("weights", "%d bytes: %s", p.Memory.WeightBytes, p.Memory.WeightHow)
	line("overhead", "%d bytes: %s", p.Memory.OverheadBytes, p.Memory.OverheadHow)
	line("KV cache", "%d bytes a token, %d blocks at gpu_memory_utilization %g",
		p.KVBytesPerToken(), p.NumGPUBlocks(p.Engine.GPUMemoryUtilization, p.Engine.BlockSize), p.Engine.GPUMemoryUtilization)
	line("covers", "%d prefill tokens, %d tokens of context, %d decodes (%d beside a prefill)",
		p.Range.MaxPrefillTokens, p.Range.MaxContext, p.Range.MaxDecodeSeqs, p.Range.MaxDecodeSeqsMixed)
	line("KV dtypes", "%s", strings.Join(p.KVCacheDTypes(), ", "))
	line("compared", "%s", compared(record))
	for _, m := range p.Measured {
		line("measured", "%s", m)
	}
	for _, a := range p.Assumed {
		line("assumed", "%s", a)
	}
	return table.Flush()
}

// compared says how far a profile is from real hardware.
func compared(r *validation.Record) string {
	if r.Headline == nil {
		return r.Status + ", not validated"
	}
	return fmt.Sprintf("%s: %s, off real %s on %s", r.Status, r.Text(), r.Engine, r.On)
}

type profileImportCmd struct {
	File string `arg:"" help:"A pack (JSON) or a step trace (JSON lines), plain or gzip-compressed."`
	Out  string `short:"o" required:"" placeholder:"FILE" help:"Write the profile to FILE."`
}

// Run prints what was found in the file, and what was done about it.
func (c *profileImportCmd) Run() error {
	p, report, err := importProfile(c.File)
	if err != nil {
		return err
	}
	data, err := p.Encode()
	if err != nil {
		return in(c.File, err)
	}
	if err := os.WriteFile(c.Out, data, 0o644); err != nil {
		return in(c.Out, unwrapPath(err))
	}
	for _, line := range report {
		fmt.Println(line)
	}
	for _, line := range p.Assumed {
		fmt.Println("assumed:", line)
	}
	fmt.Printf("%s: %s, %d bytes\n", c.Out, p.ID, len(data))
	return nil
}

type profileBuildCmd struct {
	Data string   `default:"../shared/data" type:"path" placeholder:"FOLDER" help:"Folder of the measurements (default: ${default})."`
	IDs  []string `arg:"" optional:"" name:"id" help:"Profiles to build; all of them and the recordings where none is named."`
}

// Run composes everything before it writes anything, so that bad input leaves no half of the files behind.
func (c *profileBuildCmd) Run() error {
	ids := c.IDs
	if len(ids) == 0 {
		ids = append(compose.IDs(), packs.IDs()...)
	}
	files := make([][]byte, len(ids))
	for i, id := range ids {
		build := compose.Build
		if slices.Contains(packs.IDs(), id) {
			build = packs.Build
		}
		p, err := build(c.Data, id)
		if err != nil {
			return err
		}
		if files[i], err = p.Encode(); err != nil {
			return err
		}
	}
	recordings := map[string][]byte{}
	if len(c.IDs) == 0 {
		var err error
		if recordings, err = bundle.Build(c.Data); err != nil {
			return err
		}
		if recordings["silicon.json"], err = silicon.Build(c.Data); err != nil {
			return err
		}
	}
	for i, id := range ids {
		if err := writeBundled(id+".json", files[i]); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(recordings)) {
		if err := writeBundled(filepath.Join("realruns", path), recordings[path]); err != nil {
			return err
		}
	}
	return nil
}

// writeBundled writes a file below profiles/ and says so.
func writeBundled(path string, data []byte) error {
	path = filepath.Join("profiles", path)
	fmt.Printf("%s: %d bytes\n", path, len(data))
	return os.WriteFile(path, data, 0o644)
}
