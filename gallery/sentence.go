package gallery

import (
	"fmt"
	"regexp"
	"strings"
)

// braces hold a figure in a sentence.
var braces = regexp.MustCompile(`\{([^}]*)\}`)

// Sentence puts the figures into what the entry says.
func (e *Entry) Sentence(f Figures) (string, error) {
	var problem error
	sentence := braces.ReplaceAllStringFunc(e.Says, func(text string) string {
		figure, err := f.Find(strings.Trim(text, "{}"))
		if err != nil {
			problem = err
		}
		return figure.String()
	})
	return sentence, problem
}

// Find gives a figure by its name, or the ratio of two: "p99_itl_ms / p50_itl_ms".
func (f Figures) Find(name string) (Figure, error) {
	upper, lower, ratio := strings.Cut(name, " / ")
	figure, ok := f[upper]
	if !ok {
		return figure, fmt.Errorf("there is no figure %q", upper)
	}
	if !ratio {
		return figure, nil
	}
	below, ok := f[lower]
	if !ok {
		return figure, fmt.Errorf("there is no figure %q", lower)
	}
	if below.Value == 0 {
		return figure, fmt.Errorf("%s: a ratio to 0", name)
	}
	return Figure{figure.Value / below.Value, ""}, nil
}

// Check says what of the claim is not true of the figures, nil where all is.
func (c *Claim) Check(f Figures) error {
	figure, err := f.Find(c.Figure)
	switch {
	case err != nil:
		return err
	case c.AtLeast == nil && c.AtMost == nil:
		return fmt.Errorf("%s: no claim is made", c.Figure)
	case c.AtLeast != nil && figure.Value < *c.AtLeast:
		return fmt.Errorf("%s is %g, less than %g", c.Figure, figure.Value, *c.AtLeast)
	case c.AtMost != nil && figure.Value > *c.AtMost:
		return fmt.Errorf("%s is %g, more than %g", c.Figure, figure.Value, *c.AtMost)
	}
	return nil
}
