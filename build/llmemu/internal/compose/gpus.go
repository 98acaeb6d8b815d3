package compose

import "github.com/llmemu/playground/engine/profile"

// gpu is a GPU of the catalogue.
type gpu struct {
	profile.GPU
	memoryNote string // what is assumed about its memory, empty where a run recorded it
}

var (
	rtx4090    = gpu{GPU: profile.GPU{Name: "RTX 4090", MemoryBytes: 25_250_627_584}} // device_total_memory_bytes of the real run
	rtxPRO6000 = gpu{
		GPU:        profile.GPU{Name: "RTX PRO 6000", MemoryBytes: 97_887 << 20},
		memoryNote: "GPU memory: 97,887 MiB, as the driver reports for this card; the source did not record it",
	}
)
