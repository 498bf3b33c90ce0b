package rundir

import "strings"

// currentName returns the name that weights and optimizer state have now, of one in a checkpoint: earlier versions
// called the weights of conditioned heads hears.w, hears2.w, …, and the live weights beside their exponential moving
// average moved/NAME, with the number of updates in averaged_updates.
func currentName(name string) string {
	if name == "averaged_updates" {
		return "ema_updates"
	}
	if live, ok := strings.CutPrefix(name, "moved/"); ok {
		name = "live/" + live
	}
	return strings.Replace(name, "hears", "condition", 1)
}
