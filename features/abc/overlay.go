package abc

// layers is the state of an overlay: & sets the time back, and the music after it is a further layer that
// sounds together with the measures before it.
type layers struct {
	end      fraction // the furthest point of the earlier layers
	overlaid bool     // the music is that of a further layer
	grouped  bool     // inside the withdrawn form (& … &)
	from     fraction // where that form begins
	measure  int      // the measure in which it begins
}

// readOverlay reads & && &&& …, each of which sets the time back by one bar line (section 7.4 of the
// standard).
func (v *voice) readOverlay(c *cursor) error {
	at := c.place()
	if err := v.checkRhythm(at, "the overlay &"); err != nil {
		return err
	}
	if v.layers.grouped {
		c.pos++
		v.readGrouped(c)
		return nil
	}
	back := len(c.run("&"))
	v.warnLayer(c, at)
	measure := v.measure - back
	if v.bars[v.measure].time.less(v.now) {
		measure++ // the first bar line back is that of this measure
	}
	if measure < 0 {
		c.warn(at, "the overlay goes back beyond the first bar line; it begins there")
		measure = 0
	}
	v.setBack(measure, v.bars[measure].time)
	return nil
}

// readOpenGroup reads (&, which begins the first layer of the form (& … & … &) of earlier standards.
func (v *voice) readOpenGroup(c *cursor) {
	c.warnAt(c.pos, "(& is a withdrawn form of the overlay; it is read as meant, but & and && are the standard's form")
	c.pos += len("(&")
	v.layers.grouped, v.layers.from, v.layers.measure = true, v.now, v.measure
}

// readGrouped begins a further layer at the (&, or leaves the overlay at a &).
func (v *voice) readGrouped(c *cursor) {
	if c.accept(")") {
		v.layers.grouped = false
		v.endLayers()
		return
	}
	v.setBack(v.layers.measure, v.layers.from)
}

// setBack begins a layer at a time inside a measure.
func (v *voice) setBack(measure int, time fraction) {
	if v.layers.end.less(v.now) {
		v.layers.end = v.now
	}
	v.layers.overlaid = time.less(v.layers.end)
	v.measure, v.now = measure, time
	v.last = group{}
	clear(v.accidentals)
}

// endLayers moves to the end of the longest layer.
func (v *voice) endLayers() {
	v.measure = len(v.bars) - 1
	if v.now.less(v.layers.end) {
		v.now = v.layers.end
	}
	v.layers.overlaid = false
}

// warnLayer warns of a layer that is longer or shorter than its measure in the layers before.
func (v *voice) warnLayer(c *cursor, at place) {
	end := v.layers.end
	if next := v.measure + 1; next < len(v.bars) {
		end = v.bars[next].time
	}
	if v.layers.overlaid && v.now != end {
		c.warn(at, "the layer of the overlay that ends here is not as long as its measure")
	}
}
