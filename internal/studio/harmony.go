package studio

import "net/http"

// harmony are the settings of composing and of composing anew.
type harmony struct {
	Style     string  `json:"style,omitempty"`     // as the flag -style has it; empty for that of the primer
	Parallels float64 `json:"parallels,omitempty"` // weight of parallel fifths and octaves; 0 for that of the run's config
}

func (h *harmony) check() error {
	switch {
	case !(h.Parallels >= 0 && h.Parallels <= 1):
		return refusef(http.StatusBadRequest, "parallel fifths and octaves: must be above 0, at most 1")
	case len(h.Style) > maxText:
		return refusef(http.StatusBadRequest, "style: has more than %d bytes", maxText)
	}
	return nil
}

// flags are those of the compose command.
func (h *harmony) flags() (args []string) {
	if h.Style != "" {
		args = append(args, "-style", h.Style)
	}
	if h.Parallels > 0 {
		args = append(args, "-parallels", number(h.Parallels))
	}
	return args
}

// set makes a composition keep to the settings.
func (h *harmony) set(c *composition) (err error) {
	if h.Parallels > 0 {
		c.Config.Compose.Parallels = h.Parallels
	}
	c.Style, err = c.ParseStyle(h.Style)
	return err
}
