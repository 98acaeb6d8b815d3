package metrics

import (
	"testing"

	"github.com/llmemu/playground/engine/record/recordtest"
)

func TestMembersAreComplete(t *testing.T) {
	recordtest.Complete[Header](t)
	recordtest.Complete[Measured](t)
}
