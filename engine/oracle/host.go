package oracle

import "github.com/llmemu/playground/engine/profile"

// host is the CPU's part of a step in nanoseconds.
type host struct{ step, sequence int64 }

func newHost(p *profile.Profile) host {
	server := p.Server()
	return host{step: round(float64(1000 * server.Host.StepUS)), sequence: round(float64(1000 * server.Host.SequenceUS))}
}

func (h host) at(b *Batch) int64 { return h.step + h.sequence*b.Requests() }
