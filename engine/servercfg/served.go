package servercfg

import (
	"slices"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// Served is the profile as a scenario's server runs it: with its dtype of keys and values, and with what surrounds the GPU. The
// error is a *scenario.Error at the field of which the profile cannot tell.
func Served(s *scenario.Scenario, p *profile.Profile) (*profile.Profile, error) {
	served, err := p.WithKVCacheDType(s.Engine.KVCacheDType)
	if err != nil {
		return nil, &scenario.Error{Path: "engine.kv_cache_dtype", Message: err.Error() + "; allowed: " + strings.Join(KVCacheDTypes(p), ", ")}
	}
	if s.Server == (scenario.Server{}) {
		return served, nil
	}
	return served.WithServer(serverOf(&s.Server, p.Server())), nil
}

// serverOf is what surrounds the GPU: what a scenario gives, and else the profile's.
func serverOf(s *scenario.Server, own profile.Server) profile.Server {
	for _, given := range []struct {
		value scenario.Optional
		scale float64 // to µs
		us    *float64
	}{
		{s.FrontendMs, 1000, &own.Frontend.SerialUS}, {s.FrontendMsPer1KTokens, 1000, &own.Frontend.SerialUSPer1K},
		{s.FrontendParallel, 1000, &own.Frontend.ParallelUS}, {s.HostMsPerStep, 1000, &own.Host.StepUS}, {s.HostUsPerSeq, 1, &own.Host.SequenceUS},
	} {
		if given.value.Given {
			*given.us = given.scale * given.value.Value
		}
	}
	return own
}

// KVCacheDTypes lists the values of engine.kv_cache_dtype that a profile, or its sheet, can tell of: "auto", and a dtype that is
// not its own.
func KVCacheDTypes(p *profile.Profile) []string {
	list := []string{scenario.KVAuto}
	for _, dtype := range scenario.FieldAt("engine.kv_cache_dtype").Options[1:] {
		if slices.Contains(p.KVCacheDTypes()[1:], profile.ShortDtype(dtype)) {
			list = append(list, dtype)
		}
	}
	return list
}
