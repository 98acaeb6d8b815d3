package scenario

import (
	"reflect"
	"testing"
)

// TestVersion2LeavesVLLMsChoicesToVLLM: what version 1 fixed is open in version 2, and null says the same.
func TestVersion2LeavesVLLMsChoicesToVLLM(t *testing.T) {
	for _, text := range []string{
		`{"version":2,"profile":"p"}`,
		`{"version":2,"profile":"p","engine":{"max_num_seqs":null,"max_num_batched_tokens":null,"gpu_memory_utilization":null}}`,
	} {
		s, err := Parse([]byte(text))
		if err != nil || !reflect.DeepEqual(s, DefaultOf(2, "p")) {
			t.Fatalf("%s: %+v, error %v", text, s, err)
		}
		if got := string(s.JSON()); got != `{"version":2,"profile":"p"}` {
			t.Errorf("%s is written %s", text, got)
		}
		for path, want := range map[string]string{
			"engine.max_num_seqs": "", "engine.max_num_batched_tokens": "", "engine.gpu_memory_utilization": "", "engine.vllm_version": "",
			"engine.watermark": "0", "engine.max_num_scheduled_tokens": "", "engine.block_size": "16", "workload.on_too_long": "reject",
		} {
			if got := FieldAt(path).Text(s); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	}
}

// TestUpgradeWritesTheOldDefaultsOut: version 2 of a scenario of version 1 says what that left unsaid, and nothing else.
func TestUpgradeWritesTheOldDefaultsOut(t *testing.T) {
	s, err := Parse([]byte(`{"version":1,"profile":"p","engine":{"max_num_seqs":64}}`))
	if err != nil {
		t.Fatal(err)
	}
	old := s.Clone()
	s.Upgrade(2)
	want := `{"version":2,"profile":"p","engine":{"max_num_seqs":64,"max_num_batched_tokens":2048,"gpu_memory_utilization":0.9},"workload":{"on_too_long":"clip"}}`
	if got := string(s.JSON()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if len(Diff(old, s)) != 0 {
		t.Errorf("it means another run: %v", Diff(old, s)[0].Path())
	}
	s.Upgrade(1)
	if s.Version != 2 {
		t.Errorf("version %d after an upgrade to 1", s.Version)
	}
}

// TestAFieldOfVersion2IsNoneOfVersion1 holds SetText to what Parse does.
func TestAFieldOfVersion2IsNoneOfVersion1(t *testing.T) {
	s, f := Default("p"), FieldAt("engine.watermark")
	if err := f.SetText(s, "0.1"); err == nil || s.Engine.Watermark != 0 {
		t.Errorf("watermark is %g, error %v", s.Engine.Watermark, err)
	}
	s.Upgrade(f.Since)
	if err := f.SetText(s, "0.1"); err != nil || s.Engine.Watermark != 0.1 {
		t.Errorf("watermark is %g, error %v", s.Engine.Watermark, err)
	}
}
