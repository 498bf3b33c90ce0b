package features

// echoMemory is how many steps tell whether the music is repeating itself.
const echoMemory = 8

// echo is the group of that name. For each lag, in steps, it writes what a note did so long before the step that is to be foretold, play and articulate, and
// how much the last steps are like those so long before them: the keys that sound in both over the keys that sound in either.
func echo(lags []int) group {
	const size = 3
	return group{"echo", size * len(lags), func(dst []float32, stride int, past Past, _ int) {
		var recent [echoMemory]*Frame
		for back := range recent {
			recent[back] = past(back)
		}
		for i, lag := range lags {
			like := likeness(recent, past, lag)
			for n, cell := range past(lag - 1) {
				attributes := dst[n*stride+size*i:][:size]
				if cell.Play() {
					attributes[0] = 1
				}
				if cell.Articulate() {
					attributes[1] = 1
				}
				attributes[2] = like
			}
		}
	}}
}

// likeness compares the recent steps, the last of past, with those so many before them, 0 to 1; where no key sounds in any of them it is 0.
func likeness(recent [echoMemory]*Frame, past Past, lag int) float32 {
	both, either := 0, 0
	for back, now := range recent {
		then := past(back + lag)
		for n, cell := range now {
			a, b := cell.Play(), then[n].Play()
			if a && b {
				both++
			}
			if a || b {
				either++
			}
		}
	}
	return float32(both) / float32(max(either, 1))
}
