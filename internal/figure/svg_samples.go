package figure

import "math"

// RollsSVG is Rolls as SVG: rolls under one another on the same scale. Of more than 12 it shows 12, evenly spread; of rolls
// longer than 320 steps, the beginning.
//
// The error is a roll that contradicts itself. RollsSVG panics where a roll lacks its caption.
func RollsSVG(rolls []Roll, captions []string, description string) (string, error) {
	return stackSVG(rolls, captions, 0, description)
}

// LearningSVG is Learning as SVG.
func LearningSVG(rolls []Roll, captions []string, description string) (string, error) {
	return stackSVG(rolls, captions, min(len(rolls), mostSamples)/2, description)
}

// stackSVG draws rolls with the keys that sound in those from `telling` on.
func stackSVG(rolls []Roll, captions []string, telling int, description string) (string, error) {
	const longestRow = 320
	if err := checkStack(rolls, captions); err != nil {
		return "", err
	}
	r := &svgRoll{left: 30, top: 4}
	shown, names := pick(rolls, captions)
	if len(shown) == 0 {
		r.text("faint", "start", r.left, r.top+16, "no samples yet")
		return r.picture(r.top+24, description), nil
	}
	steps := 1
	for _, roll := range shown {
		steps = max(steps, min(roll.Steps, longestRow))
	}
	r.keys = stackKeys(shown, telling, steps)
	r.cellX = (svgWidth - r.left - 10) / float64(steps)
	r.cellY = min(max(130/float64(r.keys.count()), 2), 5)
	r.swatches(shown)
	for i, roll := range shown {
		r.Roll = roll
		row := span{0, min(r.Steps, steps)}
		r.text("", "start", r.left, r.top+12, ellipsis(r.captioned(names[i], row, r.keys), svgWidth-r.left))
		r.top += 16
		r.row(row)
		r.top += 6
	}
	return r.picture(math.Ceil(r.top), description), nil
}

// swatches is the legend, above all rolls: what is seen in any of them.
func (r *svgRoll) swatches(rolls []*Roll) {
	const swatch, gap, between = 20, 6, 18
	x := r.left
	add := func(name string, draw func(x, y float64)) {
		draw(x, r.top+3)
		r.text("", "start", x+swatch+gap, r.top+12, name)
		x += swatch + gap + textWidth(name) + between
	}
	box := func(class string) func(x, y float64) {
		return func(x, y float64) { r.path(class, bar(x, y, swatch, 10)) }
	}
	articulated, frames, given := kinds(rolls)
	if articulated {
		add("struck", box("struck"))
		add("held", box("held"))
	}
	if frames {
		add("sounding", box("held"))
	}
	if given {
		add("given", func(x, y float64) { r.rect("given", x, y, swatch, 10) })
	}
	r.top += 24
}
