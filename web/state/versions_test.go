package state_test

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/profiles/versions"
)

// TestALinkNamesItsProfilesVersion, and whoever opens it later is told what has changed since. What is edited then has the version of
// today.
func TestALinkNamesItsProfilesVersion(t *testing.T) {
	rebuilt := []versions.Version{{Digest: "old", Since: "2026-01-01"}, {Digest: "now", Since: "2026-02-02", Changed: "new tables"}}
	a, d := newApp(t)
	a.Profile().Versions = rebuilt[:1]
	a.Edit("engine.max_num_seqs", "64")
	old := "#" + d.hash
	if !strings.Contains(old, "&d=old") {
		t.Fatalf("the link is %s", old)
	}
	bare := strings.Replace(old, "&d=old", "", 1)
	for _, open := range []struct {
		name, link, notice string
	}{
		{"an old link", old, "Small-8B on Fast GPU has changed since this link was made, so figures may differ: 2026-02-02: new tables."},
		{"a link of before", bare, "This link does not say with which version"},
		{"a link of today", strings.Replace(old, "&d=old", "&d=now", 1), ""},
		{"a link of elsewhere", strings.Replace(old, "&d=old", "&d=%00<b>", 1), "another version of Small-8B on Fast GPU than any"},
	} {
		b, e := newApp(t)
		b.Profile().Versions = rebuilt
		b.Follow(open.link)
		if open.notice == "" && b.Notice != "" || !strings.Contains(b.Notice, open.notice) || b.Scenario.Engine.MaxNumSeqs != 64 || len(e.jobs) != 1 {
			t.Errorf("%s: notice %q, %d seqs, %d runs", open.name, b.Notice, b.Scenario.Engine.MaxNumSeqs, len(e.jobs))
		}
		c, _ := newApp(t)
		c.Profile().Versions = rebuilt
		if err := c.Open("http://x/" + open.link); err != nil || c.Notice != b.Notice {
			t.Errorf("%s, pasted: notice %q, %v", open.name, c.Notice, err)
		}
		if b.Edit("engine.max_num_seqs", "65"); b.Notice != "" || !strings.Contains(e.hash, "&d=now") {
			t.Errorf("%s, edited: notice %q, link %s", open.name, b.Notice, e.hash)
		}
	}
}

// TestAProfileOfOnesOwnHasNoVersions that a link could name.
func TestAProfileOfOnesOwnHasNoVersions(t *testing.T) {
	a, d := newApp(t)
	if a.Edit("engine.max_num_seqs", "64"); strings.Contains(d.hash, "&d=") {
		t.Errorf("the link is %s", d.hash)
	}
}
