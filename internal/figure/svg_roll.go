package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// RollSVG is a roll as SVG, for a page: octaves at the left, measures above, seconds below. A roll of more than 320 steps
// wraps into up to four rows; of a longer one it shows the beginning and says so.
//
// The error is a roll that contradicts itself.
func RollSVG(roll Roll, description string) (string, error) {
	const capacity, mostRows = 320, 4
	if err := roll.check(); err != nil {
		return "", err
	}
	rows := []span{{0, roll.Steps}}
	if roll.Steps > capacity {
		rows = wrap(roll.Steps, roll.Measures, capacity)
	}
	rows = rows[:min(len(rows), mostRows)]
	end := rows[len(rows)-1].to
	r := &svgRoll{Roll: &roll, keys: roll.shown(roll.sounding(0, end)), left: 30}
	r.cellY = min(max(220/float64(r.keys.count()), 2.6), 5)
	r.cellX = (svgWidth - r.left - 10) / float64(longest(rows))
	for _, row := range rows {
		r.row(row)
	}
	if end < roll.Steps {
		r.text("faint", "start", r.left, r.top+8, fmt.Sprintf("The first %d of %d steps.", end, roll.Steps))
		r.top += 16
	}
	return r.picture(r.top, description), nil
}

// svgRoll draws a roll row by row; top is where the next one begins.
type svgRoll struct {
	*Roll
	svg
	keys             keyRange
	cellX, cellY     float64
	left, top        float64
	current          span
	gridTop, gridEnd float64 // vertical
}

func (r *svgRoll) x(step int) float64 { return r.left + float64(step-r.current.from)*r.cellX }
func (r *svgRoll) y(key int) float64  { return r.gridTop + float64(r.keys.high-key)*r.cellY }

func (r *svgRoll) row(s span) {
	r.current, r.gridTop = s, r.top+18
	r.gridEnd = r.gridTop + float64(r.keys.count())*r.cellY
	r.ground()
	r.measures()
	r.notes()
	fmt.Fprintf(r, `<path class="frame" d="%s"/>`, bar(r.left, r.gridTop, r.x(s.to)-r.left, r.gridEnd-r.gridTop))
	if r.sounding(s.from, s.to).empty() {
		r.text("faint", "middle", (r.left+r.x(s.to))/2, (r.gridTop+r.gridEnd)/2, "silent")
	}
	r.seconds()
	r.top = r.gridEnd + 24
}

// ground draws the rows of the black keys, the octaves with their names, and the steps that were given.
func (r *svgRoll) ground() {
	var black strings.Builder
	width := r.x(r.current.to) - r.left
	for key := r.keys.low; key <= r.keys.high; key++ {
		if isBlack(key) {
			black.WriteString(bar(r.left, r.y(key), width, r.cellY))
		}
	}
	r.path("black-row", black.String())
	if given := min(r.Prompt, r.current.to); given > r.current.from {
		r.rect("given", r.left, r.gridTop, r.x(given)-r.left, r.gridEnd-r.gridTop)
	}
	for key := r.keys.low; key <= r.keys.high; key++ {
		if pitchClass(key) != 0 {
			continue
		}
		below := r.y(key) + r.cellY
		if key > r.keys.low {
			r.line("octave", r.left, below, r.left+width, below)
		}
		r.text("", "end", r.left-5, below, keyName(key))
	}
}

// measures draws the measure lines, with as many numbers as there is room for.
func (r *svgRoll) measures() {
	const room = 30
	lines := r.ruling()
	every := 1
	for len(lines.steps) > 1 && float64(every)*r.cellX*float64(lines.steps[len(lines.steps)-1]-lines.steps[0])/float64(len(lines.steps)-1) < room {
		every *= 2
	}
	free := math.Inf(-1)
	for i, step := range lines.steps {
		if step < r.current.from || step >= r.current.to {
			continue
		}
		if step > r.current.from {
			r.line("measure", r.x(step), r.gridTop, r.x(step), r.gridEnd)
		}
		if i%every == 0 && r.x(step) >= free {
			text := strconv.Itoa(lines.first + i*lines.every)
			if i == 0 {
				text = lines.name + " " + text
			}
			r.text("faint", "start", r.x(step), r.gridTop-5, text)
			free = r.x(step) + textWidth(text) + 6
		}
	}
}

// notes draws a dark bar for each strike and a lighter one for as long as the key is held.
func (r *svgRoll) notes() {
	const gap = 0.5 // after a note, so that its repetition is seen
	var struck, held strings.Builder
	height := r.cellY - 0.3
	for key := r.keys.low; key <= min(r.keys.high, r.Keys-1); key++ {
		for step := r.current.from; step < r.current.to; {
			play, articulate := r.Cell(step, key)
			if !play {
				step++
				continue
			}
			end := step + 1
			for end < r.current.to {
				if sounds, again := r.Cell(end, key); !sounds || again && r.Articulated {
					break
				}
				end++
			}
			from := step
			if articulate && r.Articulated {
				from++
				width := r.cellX
				if end == from {
					width -= gap
				}
				struck.WriteString(bar(r.x(step), r.y(key), width, height))
			}
			if end > from {
				held.WriteString(bar(r.x(from), r.y(key), r.x(end)-r.x(from)-gap, height))
			}
			step = end
		}
	}
	r.path("held", held.String())
	r.path("struck", struck.String())
}

// seconds draws the axis of time.
func (r *svgRoll) seconds() {
	perStep := r.secondsPerStep()
	if perStep == 0 || r.Steps == 0 {
		return
	}
	const room = 46
	minutes := float64(r.Steps)*perStep > 120
	interval := clockInterval(room * perStep / r.cellX)
	begin, end := float64(r.current.from)*perStep, float64(r.current.to)*perStep
	for i := int(math.Ceil(begin / interval)); float64(i)*interval <= end; i++ {
		at := float64(i) * interval
		x := r.left + (at-begin)/perStep*r.cellX
		text := clock(at, interval, minutes)
		if !minutes {
			text += " s"
		}
		r.line("frame", x, r.gridEnd, x, r.gridEnd+4)
		anchor := "middle"
		if x+textWidth(text)/2 > svgWidth {
			anchor = "end"
			x = svgWidth
		}
		r.text("faint", anchor, x, r.gridEnd+16, text)
	}
}
