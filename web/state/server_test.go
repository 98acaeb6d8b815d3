package state_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/web/state"
)

// TestChooseServer: a choice of a part writes its fields alone, and is one change that can be undone. The pickers say what the
// scenario has, however it came to have it.
func TestChooseServer(t *testing.T) {
	a, d := newApp(t)
	front, host := &state.ServerParts[0], &state.ServerParts[1]
	chosen := func(f, h string) {
		t.Helper()
		if a.ServerChosen(front) != f || a.ServerChosen(host) != h {
			t.Errorf("%q and %q, want %q and %q", a.ServerChosen(front), a.ServerChosen(host), f, h)
		}
	}
	chosen(state.ServerOfProfile, state.ServerOfProfile)
	if a.ChooseServer(front, "neither"); len(d.jobs) != 0 {
		t.Error("a choice that there is not starts a run")
	}
	a.ChooseServer(front, "/v1/chat/completions")
	chosen("/v1/chat/completions", state.ServerOfProfile)
	given := func(v float64) scenario.Optional { return scenario.Optional{Value: v, Given: true} }
	if s := a.Scenario.Server; s != (scenario.Server{FrontendMs: given(20), FrontendMsPer1KTokens: given(0), FrontendParallel: given(28)}) {
		t.Errorf("%+v", s)
	}
	if a.Scenario.Version != 2 || !strings.Contains(a.Notice, "version 2") || len(d.jobs) != 1 {
		t.Errorf("version %d, notice %q, %d jobs", a.Scenario.Version, a.Notice, len(d.jobs))
	}
	a.ChooseServer(host, "0.10 to 0.14, synchronous")
	chosen("/v1/chat/completions", "0.10 to 0.14, synchronous")
	if s := a.Scenario.Server; s.HostMsPerStep != given(1.1) || s.HostUsPerSeq != given(32) || s.FrontendMs != given(20) {
		t.Errorf("%+v", s)
	}
	a.Edit("server.frontend_ms", "21")
	chosen(state.ServerOwn, "0.10 to 0.14, synchronous")
	a.Edit("server.frontend_ms", "none")
	a.ChooseServer(front, state.ServerOfProfile)
	chosen(state.ServerOfProfile, "0.10 to 0.14, synchronous")
	if f := field(t, "server.frontend_ms"); a.Text(f) != "" || a.Problem(f) != "" {
		t.Errorf("what was typed stays: %q, %q", a.Text(f), a.Problem(f))
	}
	a.Undo()
	a.Undo()
	chosen("/v1/chat/completions", "0.10 to 0.14, synchronous")
}

// TestTheProfilesServerNeedsNoVersion: a scenario of version 1 has no other.
func TestTheProfilesServerNeedsNoVersion(t *testing.T) {
	a, _ := newApp(t)
	a.ChooseServer(&state.ServerParts[1], state.ServerOfProfile)
	if a.Scenario.Version != 1 || len(a.Changed()) != 0 {
		t.Errorf("version %d, %d changes", a.Scenario.Version, len(a.Changed()))
	}
}

// TestServerSource: a choice and a profile say where their values come from, and a value that was typed comes from the reader.
func TestServerSource(t *testing.T) {
	a, _ := newApp(t)
	p := &a.Profile().Sheet
	p.Frontend.How, p.Host = "measured here", &profile.Host{How: "counted"}
	for path, want := range map[string]string{"server.frontend_parallel": "measured here", "server.host_us_per_seq": "counted", "engine.block_size": ""} {
		if got := a.ServerSource(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	a.ChooseServer(&state.ServerParts[0], "/v1/completions")
	if got := a.ServerSource("server.frontend_ms"); !strings.Contains(got, "53 public closed loops") {
		t.Errorf("of a choice: %q", got)
	}
	a.Edit("server.frontend_ms", "3")
	if got := a.ServerSource("server.frontend_ms"); got != "" {
		t.Errorf("of a value that was typed: %q", got)
	}
}

// TestKVCacheDTypesToChoose are those of the profile, and one that the scenario has although the profile does not.
func TestKVCacheDTypesToChoose(t *testing.T) {
	a, _ := newApp(t)
	f := field(t, "engine.kv_cache_dtype")
	a.Profile().Sheet.Engine.KVDtype = "bfloat16"
	if got := a.Options(f); !slices.Equal(got, []string{"auto"}) {
		t.Errorf("%v", got)
	}
	a.Profile().Sheet.OtherKVDtype = "fp8"
	if got := a.Options(f); !slices.Equal(got, []string{"auto", "fp8"}) {
		t.Errorf("%v", got)
	}
	a.Edit(f.Path(), "bfloat16")
	if got := a.Options(f); !slices.Equal(got, []string{"auto", "fp8", "bfloat16"}) {
		t.Errorf("%v", got)
	}
	if got := a.Options(field(t, "engine.scheduling_policy")); len(got) != 2 {
		t.Errorf("policies %v", got)
	}
}
