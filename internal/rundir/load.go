package rundir

// loadCheckpoint reads a checkpoint of a run: best, last or an epoch; with which empty, the best where something was validated, otherwise the last.
func LoadCheckpoint(dir, which string) (path string, c *Checkpoint, err error) {
	if which == "" {
		info, err := ReadInfo(dir)
		if err != nil {
			return "", nil, err
		}
		which = "last"
		if info.Best != nil {
			which = "best"
		}
	}
	if path, err = Resolve(dir, which); err != nil {
		return "", nil, err
	}
	c, err = Load(path)
	return path, c, err
}
