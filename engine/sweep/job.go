package sweep

import "github.com/llmemu/playground/engine/scenario"

// Setting gives a field of a scenario a value.
type Setting struct {
	Path  string
	Value string // as Field.SetText reads it
}

// Job is one run that somebody is to do: a scenario with some of its fields set.
type Job struct {
	ID   int
	Base int // which scenario, where there are several; a sweep has one
	Set  []Setting
}

// Apply makes the scenario of a job. Errors name the field; the base stays as it is.
func (j *Job) Apply(base *scenario.Scenario) (*scenario.Scenario, error) {
	s := base.Clone()
	for _, set := range j.Set {
		f := scenario.FieldAt(set.Path)
		if f == nil {
			return nil, &scenario.Error{Path: set.Path, Message: "unknown field"}
		}
		s.Upgrade(f.Since)
		if err := f.SetText(s, set.Value); err != nil {
			return nil, err
		}
	}
	return s, s.Validate()
}
