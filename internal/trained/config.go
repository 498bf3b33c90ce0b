package trained

import (
	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// ReadConfig reads the config of the run in dir, with overrides KEY=VALUE, and its run.json. Relative paths of
// data are those of the directory in which the run was started, unless an override gives a location.
func ReadConfig(dir string, overrides ...string) (*config.Config, rundir.Info, error) {
	info, err := rundir.ReadInfo(dir)
	if err != nil {
		return nil, info, err
	}
	text, err := rundir.ReadConfig(dir)
	if err != nil {
		return nil, info, err
	}
	c, err := config.Parse(rundir.ConfigPath(dir), text, overrides)
	if err != nil {
		return nil, info, err
	}
	if !Relocates(overrides) {
		c.Directory = info.Directory
	} else if err := CheckLocation(dir, c); err != nil {
		return nil, info, err
	}
	return c, info, nil
}

// Location returns the overrides that give a run's music a new location: a folder or a file of frames. Both empty
// is none.
func Location(midi, frames string) []string {
	if midi == "" && frames == "" {
		return nil
	}
	return []string{"data.midi=" + midi, "data.frames=" + frames}
}

// CheckLocation returns an error if now, the config of the run in dir with overrides, names music of another
// kind than the run's own.
func CheckLocation(dir string, now *config.Config) error {
	text, err := rundir.ReadConfig(dir)
	if err != nil {
		return err
	}
	before, err := config.Parse(rundir.ConfigPath(dir), text, nil)
	switch {
	case err != nil:
		return err
	case before.Articulated() && !now.Articulated():
		return exit.Usagef("%s learned from music with onsets; -midi says where it is now, not -frames", dir)
	case !before.Articulated() && now.Articulated():
		return exit.Usagef("%s learned from frames; -frames says where they are now, not -midi", dir)
	}
	return nil
}

// Relocates reports whether overrides give the data a location.
func Relocates(overrides []string) bool {
	return config.Overridden(overrides, "data.midi", "data.frames")
}
