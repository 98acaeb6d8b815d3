package charts

// Cells makes a series of rectangles: the cells of a density, or bars.
type Cells struct {
	X       string   `json:"x,omitempty"` // column of left edges; a bar along it begins at the axis instead
	Y       string   `json:"y,omitempty"` // column of lower edges; the same
	Width   float64  `json:"width,omitempty"`
	Height  float64  `json:"height,omitempty"`
	N       string   `json:"n"`              // column of counts: how dark a cell is, how long a bar
	Bar     string   `json:"bar,omitempty"`  // the axis along which N is the length of a bar, "x" or "y"
	From    float64  `json:"from,omitempty"` // where bars begin
	Part    float64  `json:"part,omitempty"` // the part of its place, 0 to 1, that a bar takes up; all of it without
	Shift   float64  `json:"shift,omitempty"`
	Kind    string   `json:"kind,omitempty"` // column of indexes into Colors; 0 without
	Colors  []string `json:"colors"`
	Opacity float64  `json:"opacity,omitempty"` // of bars
	Pick    string   `json:"pick,omitempty"`    // column of the steps that clicks choose
}

func cells(name string, axis int, c Cells) Series {
	return Series{Type: "custom", Name: name, XAxisIndex: axis, YAxisIndex: axis, Z: 3, Cells: &c}
}
