package metrics

import (
	"testing"

	"github.com/llmemu/playground/internal/plainjson/plainjsontest"
)

func TestMembersAreComplete(t *testing.T) {
	plainjsontest.Complete[Header](t)
	plainjsontest.Complete[Measured](t)
}
