package browsertest

import (
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
)

const composed = "h100-llama-3.1-8b-bf16-tp1"

// TestTheServerAroundTheGPU: a frontend that is chosen stands in its fields and in TTFT; what it takes is said.
func TestTheServerAroundTheGPU(t *testing.T) {
	s := scenario.DefaultOf(2, composed)
	s.Workload.NumPrompts, s.Workload.MaxConcurrency, s.Engine.MaxModelLen = 40, 1, 4096
	p := open(t, desktop, link(t, s))
	p.settle()
	note := "document.querySelector('.rail-server .rail-note').textContent"
	p.like(note, "Of mean TTFT, .*: 12.0.ms the frontend’s, ")
	p.choose("server-frontend", "/v1/chat/completions")
	p.settle()
	p.like(note, "Of mean TTFT, .*: 48.0.ms the frontend’s, 0.300.ms the host’s. Of mean TPOT, .*: 0.300.ms the host’s.")
	p.is("document.querySelector('[data-path=\"server.frontend_parallel\"]').value", "28")
	p.choose("server-host", "0.8 to 0.9, synchronous")
	p.settle()
	p.has(note, "1.71\u00a0ms the host’s. Of mean TPOT")
	p.click(".rail-server .rail-link")
	p.is("document.querySelectorAll('.rail-server .field').length", "5")
	p.set("server.host_us_per_seq", "none")
	p.has("document.getElementById('f-server-host_us_per_seq-error')?.textContent", "allowed: 0 to 100,000")
}

// TestKVCacheDType: fp8 doubles the pool of a profile that knows it, and one that does not says so at the field.
func TestKVCacheDType(t *testing.T) {
	s := scenario.DefaultOf(2, composed)
	s.Workload.NumPrompts, s.Engine.MaxModelLen = 40, 4096
	p := open(t, desktop, link(t, s))
	p.settle()
	p.click(".rail-link[aria-expanded]:not(#facts-button)")
	blocks := "Number(document.querySelector('[data-path=\"engine.num_gpu_blocks\"]').placeholder.replaceAll(',', ''))"
	before := int(p.number(blocks))
	p.is("[...document.getElementById('f-engine-kv_cache_dtype').options].map((o) => o.value)", "auto,fp8")
	p.choose("f-engine-kv_cache_dtype", "fp8")
	p.settle()
	if after := int(p.number(blocks)); after != 2*before && after != 2*before+1 {
		t.Errorf("%d blocks of fp8, %d of bf16", after, before)
	}
	p.choose("gpu", "rtx4090-llama-3.1-8b-bf16-tp1")
	p.rerun()
	p.has("document.getElementById('f-engine-kv_cache_dtype-error')?.textContent", "was measured with bf16 keys and values alone; allowed: auto")
}

// TestALinkToAProfileThatChanged opens, runs, and says what changed.
func TestALinkToAProfileThatChanged(t *testing.T) {
	known, err := profiles.Versions(composed)
	if err != nil {
		t.Fatal(err)
	}
	s := scenario.Default(composed)
	s.Workload.NumPrompts = 20
	notice := "document.querySelector('#main .notice').textContent"
	p := open(t, desktop, link(t, s)+"&d="+known[0].Digest)
	p.starts(notice, "Llama-3.1-8B on H100 has changed since this link was made")
	p.settle()
	p.set("seed", "5")
	p.settle()
	p.is(notice, "")
	p.has("location.hash", "&d="+known[len(known)-1].Digest)
	again := open(t, desktop, p.link())
	again.settle()
	again.is(notice, "")
}

// TestASweepOverKVCacheDType has a curve for each, with its name.
func TestASweepOverKVCacheDType(t *testing.T) {
	s := scenario.DefaultOf(2, composed)
	s.Workload.NumPrompts, s.Engine.MaxModelLen = 40, 4096
	p := openSweep(t, desktop, link(t, s)+"&v=sweep&sx=workload.request_rate:1:7:3&sy=engine.kv_cache_dtype:auto,fp8")
	p.is("[...document.querySelectorAll('.card-lines tbody th')].map((h) => h.textContent)", "kv_cache_dtype\u00a0auto,kv_cache_dtype\u00a0fp8")
	p.is("document.getElementById('sweep-values2').value", "auto, fp8")
	p.is("[...document.querySelectorAll('#sweep .sweep-log')].map((b) => b.hidden)", "false,true")
	p.run("const i = document.getElementById('sweep-values2'); i.value = 'auto, int4'; i.dispatchEvent(new InputEvent('input', {bubbles: true}))")
	p.has("document.querySelector('.sweep-problem').textContent", "auto, bfloat16, fp8")
}
