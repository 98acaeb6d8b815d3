package state

import (
	"testing"

	"github.com/llmemu/playground/engine/record/recordtest"
)

func TestMembersAreComplete(t *testing.T) { recordtest.Complete[Catalogue](t) }
