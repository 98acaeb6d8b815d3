package sweep

import (
	"reflect"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/plainjson"
)

// TestAChoiceIsSwept: a curve for each choice, in the order in which they were given, whose jobs set it and raise the version.
func TestAChoiceIsSwept(t *testing.T) {
	y, err := ParseAxis("engine.kv_cache_dtype:fp8,auto")
	if err != nil || y.String() != "engine.kv_cache_dtype:fp8,auto" || !reflect.DeepEqual(y.Values(), []float64{0, 1}) {
		t.Fatalf("%+v, values %v: %v", y, y.Values(), err)
	}
	plan := rates(1, 2, 2)
	plan.Y = &y
	s, err := New(scenario.Default("p"), plan)
	if err != nil {
		t.Fatal(err)
	}
	var ran []string
	for !s.Done() {
		job, _ := s.Next()
		one, err := job.Apply(scenario.Default("p"))
		if err != nil || one.Version != 2 {
			t.Fatalf("%+v: version %d, %v", job, one.Version, err)
		}
		ran = append(ran, one.Engine.KVCacheDType)
		s.Feed(job.ID, keyfigures.Set{})
	}
	o := s.Outcome()
	if !reflect.DeepEqual(ran[:4], []string{"fp8", "fp8", "auto", "auto"}) || o.Lines[0].Choice != "fp8" || o.Lines[1].Choice != "auto" || o.Lines[1].Y != 1 {
		t.Errorf("ran %q; %+v", ran, o.Lines)
	}
}

// TestAPlanOfChoicesIsSent as JSON to whoever runs it.
func TestAPlanOfChoicesIsSent(t *testing.T) {
	plan := rates(1, 2, 2)
	plan.Y = &Axis{Field: "engine.async_scheduling", Choices: []string{"false", "true"}}
	text, err := plainjson.Marshal(&plan)
	if err != nil {
		t.Fatal(err)
	}
	var got Plan
	if err := plainjson.Unmarshal(text, &got); err != nil || got.Y.String() != "engine.async_scheduling:false,true" || got.X.String() != plan.X.String() {
		t.Errorf("%s: %+v, %v", text, got, err)
	}
}

func TestChoicesThatCannotBeSwept(t *testing.T) {
	for text, want := range map[string]string{
		"engine.kv_cache_dtype:auto,int4":                      "one of auto, bfloat16, fp8",
		"engine.kv_cache_dtype:auto,auto":                      "stands twice",
		"engine.vllm_version:0.28,":                            "a choice is empty",
		"engine.kv_cache_dtype:0:2:3":                          "is swept over one of auto",
		"engine.max_num_seqs:4,8":                              "is no axis",
		"engine.async_scheduling:true,1":                       "true or false",
		"name:a,b":                                             "is no axis",
		"engine.kv_cache_dtype":                                "is no axis",
		"engine.kv_cache_dtype:" + strings.Repeat("auto,", 60): "is no axis",
	} {
		if a, err := ParseAxis(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v, want %q", text, a, err, want)
		}
	}
	plan := rates(1, 2, 2)
	plan.X = Axis{Field: "engine.kv_cache_dtype", Choices: []string{"auto", "fp8"}}
	if err := plan.Validate(scenario.Default("p")); err == nil || !strings.Contains(err.Error(), "as the second field") {
		t.Errorf("as the first field: %v", err)
	}
	plan = rates(1, 2, 2)
	plan.Y = &Axis{Field: "engine.max_num_seqs", Choices: []string{"4"}}
	if err := plan.Validate(scenario.Default("p")); err == nil || !strings.Contains(err.Error(), "a whole number") {
		t.Errorf("choices of a number: %v", err)
	}
}
