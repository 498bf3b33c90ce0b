package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"workbench/internal/catalog"
	"workbench/internal/console"
)

// deleteRuns moves runs to the trash. Unless yes is set, it asks on standard input.
func deleteRuns(dirs []string, yes bool, out *console.Streams) error {
	if !yes {
		fmt.Fprintf(out.Progress, "move to the trash: %s? [y/N] ", strings.Join(dirs, ", "))
		answer, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if answer = strings.ToLower(strings.TrimSpace(answer)); answer != "y" && answer != "yes" {
			return fmt.Errorf("list: nothing deleted; -yes deletes without asking")
		}
	}
	for _, dir := range dirs {
		to, err := catalog.Delete(dir)
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
		if here, err := filepath.Abs("."); err == nil {
			if relative, err := filepath.Rel(here, to); err == nil && relative != "." && filepath.IsLocal(relative) {
				to = relative
			}
		}
		fmt.Fprintf(out.Results, "%s is now %s\n", console.Printable(dir), console.Printable(to))
	}
	return nil
}
