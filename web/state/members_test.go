package state

import (
	"testing"

	"github.com/llmemu/playground/internal/plainjson/plainjsontest"
)

func TestMembersAreComplete(t *testing.T) { plainjsontest.Complete[Catalogue](t) }
