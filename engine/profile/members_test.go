package profile

import (
	"testing"

	"github.com/llmemu/playground/internal/plainjson/plainjsontest"
)

func TestMembersAreComplete(t *testing.T) { plainjsontest.Complete[Profile](t) }
