package profile

import (
	"strconv"

	"github.com/llmemu/playground/internal/message"
)

// Sheet is the profile without its latencies: what people read of it, in lists and beside a run.
func (p *Profile) Sheet() *Profile {
	sheet := *p
	sheet.Grid, sheet.Sampled, sheet.OtherKVDtype = nil, nil, p.otherKVDtype()
	return &sheet
}

// Hardware reads "96 GB, 1 GPU": the memory of one GPU as cards are sold, in whole GiB, and how many there are.
func (p *Profile) Hardware() string {
	gib := (p.GPU.MemoryBytes + 1<<29) >> 30
	if p.Engine.TP == 1 {
		return message.Sprintf("%d GB, 1 GPU", gib)
	}
	return message.Sprintf("%d GB, %d GPUs", gib, p.Engine.TP)
}

// Precision reads "bf16, TP 1".
func (p *Profile) Precision() string {
	return ShortDtype(p.Engine.Dtype) + ", TP " + strconv.FormatInt(p.Engine.TP, 10)
}

// ShortDtype is a dtype as people write it.
func ShortDtype(dtype string) string {
	switch dtype {
	case "bfloat16":
		return "bf16"
	case "float16":
		return "fp16"
	}
	return dtype
}
