// Command llmemu is the playground's one native command: it serves the page, runs scenarios, builds profiles, and
// replays vLLM's own scheduling decisions.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/llmemu/playground/internal/message"
)

type cli struct {
	Serve    serveCmd    `cmd:"" help:"Build what is missing and serve the playground."`
	Site     siteCmd     `cmd:"" help:"Build the playground as a folder of static files."`
	Run      runCmd      `cmd:"" help:"Run a scenario and report its latencies."`
	Sweep    sweepCmd    `cmd:"" help:"Run a scenario over a range of a field, and find its capacity."`
	Scenario scenarioCmd `cmd:"" help:"Turn vLLM's command lines into a scenario, and a scenario into them."`
	Profile  profileCmd  `cmd:"" help:"List, show and build profiles."`
	Verify   verifyCmd   `cmd:"" help:"Compare emulated runs with runs on real hardware."`
	Conform  conformCmd  `cmd:"" help:"Replay recorded decision traces of vLLM's scheduler."`
	Bench    benchCmd    `cmd:"" help:"Time whole runs, natively and as WebAssembly."`
	Test     testCmd     `cmd:"" help:"Run every check that CI runs."`
	Mutate   mutateCmd   `cmd:"" help:"Break the code on purpose, and print what no test notices."`
}

// Exit statuses: 1 says that a check failed, 2 that the input is at fault.
const (
	exitFailed = 1
	exitUsage  = 2
)

// errFailed ends a command whose output has already said what failed.
var errFailed = errors.New("failed")

// heapGrowth is how far the heap grows between collections, in percent of what is in use: twice Go's own, as in the
// page's worker, because a run leaves little garbage.
const heapGrowth = 200

func main() {
	debug.SetGCPercent(heapGrowth)
	parser := kong.Must(&cli{}, kong.Name("llmemu"),
		kong.Description("vLLM's scheduling over measured GPU profiles."), kong.UsageOnError())
	command, err := parser.Parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "llmemu: %v (llmemu --help lists the commands)\n", err)
		os.Exit(exitUsage)
	}
	switch err := command.Run(); {
	case err == nil:
	case errors.Is(err, errFailed):
		os.Exit(exitFailed)
	default:
		fmt.Fprintf(os.Stderr, "llmemu: %s\n", visible(err))
		os.Exit(exitUsage)
	}
}

// visible is an error as a terminal may have it: what it repeats of a file or a link gives the terminal no orders.
func visible(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		lines[i] = message.Visible(line)
	}
	return strings.Join(lines, "\n")
}
