package trained

import (
	"slices"
	"strconv"
	"strings"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/nearest"
	"workbench/internal/setting"
)

// Styles are the styles that the model has learned, none for a model without data.styles.
func (m *Model) Styles() []string {
	if styled, ok := m.Model.(model.Styled); ok {
		return styled.Styles()
	}
	return nil
}

// ParseStyle reads the value of a flag -style: a style of the model, or several with weights above 0, such as
// bach=0.7,chopin=0.3. The weights are divided by their sum. An empty text is no style.
func (m *Model) ParseStyle(text string) (features.Style, error) {
	if text == "" {
		return nil, nil
	}
	known := m.Styles()
	if len(known) == 0 {
		return nil, exit.Usagef("-style %s: the model has no styles; train one with data.styles", text)
	}
	weights := map[string]float64{}
	for part := range strings.SplitSeq(text, ",") {
		name, weight := strings.TrimSpace(part), 1.0
		if i := strings.LastIndexByte(name, '='); i >= 0 {
			w, err := strconv.ParseFloat(strings.TrimSpace(name[i+1:]), 64)
			if err != nil || !(w > 0 && w <= 1e6) {
				return nil, exit.Usagef("-style %s: the weight of %s must be a number above 0", text, name[:i])
			}
			name, weight = strings.TrimSpace(name[:i]), w
		}
		switch _, twice := weights[name]; {
		case twice:
			return nil, exit.Usagef("-style %s: %s is there twice", text, name)
		case !slices.Contains(known, name):
			if near := nearest.Word(name, known); near != "" {
				return nil, exit.Usagef("-style %s: the model has no style %q; did you mean %q?", text, name, near)
			}
			return nil, exit.Usagef("-style %s: the model has no style %q; it has %s", text, name, console.Printable(setting.Quoted(known)))
		}
		weights[name] = weight
	}
	return features.NewStyle(weights), nil
}

// Unstyled counts the pieces whose style the model does not know.
func (m *Model) Unstyled(pieces []*features.Piece) (n int) {
	for _, p := range pieces {
		if !slices.ContainsFunc(m.Styles(), func(name string) bool { return p.Style[name] > 0 }) {
			n++
		}
	}
	return n
}
