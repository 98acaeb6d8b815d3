package compose

import "github.com/llmemu/playground/engine/profile"

// gpu is a GPU of the catalogue.
type gpu struct {
	profile.GPU
	bytesPerNS float64 // published memory bandwidth in GB/s
	memoryNote string  // what is assumed about its memory, empty where a run recorded it
}

// driverMemory is the memory in MiB that the driver reports for a card, where no source recorded it.
const driverMemory = "GPU memory: what the driver reports for this card; the source did not record it"

var (
	rtx4090    = &gpu{profile.GPU{Name: "RTX 4090", MemoryBytes: 25_250_627_584}, 1008, ""} // device_total_memory_bytes of the real run
	rtxPRO6000 = &gpu{profile.GPU{Name: "RTX PRO 6000", MemoryBytes: 97_887 << 20}, 1792, driverMemory}
	l40s       = &gpu{profile.GPU{Name: "L40S", MemoryBytes: 46_068 << 20}, 864, driverMemory}
	a100       = &gpu{profile.GPU{Name: "A100", MemoryBytes: 81_920 << 20}, 2039, driverMemory} // SXM, 80 GB
	h100       = &gpu{profile.GPU{Name: "H100", MemoryBytes: 81_559 << 20}, 3350, driverMemory} // SXM
	h200       = &gpu{profile.GPU{Name: "H200", MemoryBytes: 143_771 << 20}, 4800, driverMemory}
	b200       = &gpu{profile.GPU{Name: "B200", MemoryBytes: 183_359 << 20}, 8000, driverMemory}
)
