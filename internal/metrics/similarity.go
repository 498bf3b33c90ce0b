package metrics

// selfSimilarity is the mean likeness of two measures that are lag measures apart: the cells that sound in
// both, as a share of those that sound in either (Jaccard index). Only whole measures of equal length are
// compared, and no two silent ones.
func (s *sound) selfSimilarity(lag int) float64 {
	starts, sum, compared := s.measureStarts(), 0.0, 0
	for i := 0; i+lag < len(starts); i++ {
		one, two := s.piece.Measures[i], s.piece.Measures[i+lag]
		if one.Steps != two.Steps || !s.whole(i) || !s.whole(i+lag) || two.Start+two.Steps > len(s.keys) {
			continue
		}
		both, either := 0, 0
		for t := range one.Steps {
			a, b := &s.piece.Roll[one.Start+t], &s.piece.Roll[two.Start+t]
			for n := range a {
				if a[n].Play() || b[n].Play() {
					either++
				}
				if a[n].Play() && b[n].Play() {
					both++
				}
			}
		}
		if either > 0 {
			sum += float64(both) / float64(either)
			compared++
		}
	}
	return sum / float64(compared)
}
