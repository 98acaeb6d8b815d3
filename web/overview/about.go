package overview

import "github.com/vugu/vugu"

// About says in a line what the page is, and where it is told: at the end of the overview, and in the help of every view, where
// build/prerender puts it.
const About = vugu.HTML(`vLLM’s scheduling, decision for decision, over step latencies measured on real GPUs, in your browser: after <a href="https://arxiv.org/abs/2605.00616" rel="noreferrer">LLM-Emu</a>. ` +
	`<span class="about-links"><a href="docs/FIDELITY.html">How true it is</a> <a href="docs/PROFILES.html">Where the latencies come from</a>` +
	` <a href="docs/ARCHITECTURE.html">How it is built</a> <a href="https://github.com/llmemu/playground" rel="noreferrer">Source</a> <a href="docs/LICENSE.html">Licence</a></span>`)
