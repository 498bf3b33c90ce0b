package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"workbench/internal/catalog"
	"workbench/internal/commandline"
	"workbench/internal/compare"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

const listManual = `
experiments list lists runs, the latest first, and keeps notes and tags about them.

	go run ./experiments list
	go run ./experiments list -status finished -tagged paper
	go run ./experiments list -find dropout runs /media/other/runs
	go run ./experiments list -note 'learning rate too high' runs/first
	go run ./experiments list -tag paper -tag -draft runs/first
	go run ./experiments list -archive runs/first
	go run ./experiments list -delete runs/first

A DIR is a run directory, or a folder that holds runs; without one it is the folder runs. -note, -tag, -archive, -restore and
-delete change the runs named, and no filter goes with them. -tag adds a tag, or removes it if a dash is before it. Notes and tags are in marks.json of the run directory.

Archived runs stay where they are, but list hides them without -all. -delete asks first; -yes answers. It moves the run to the folder .trash beside
it, from which you can move it back.
`

// listRequest is what the list command was asked for.
type listRequest struct {
	filter                           catalog.Filter
	note                             string
	tags                             commandline.Repeated
	isNote, archive, restore, delete bool
	yes                              bool
}

// listCommand lists or marks runs.
func listCommand(ctx context.Context, args []string, out *console.Streams) error {
	var r listRequest
	flags := flag.NewFlagSet("list", flag.ContinueOnError)
	commandline.Choice(flags, (*string)(&r.filter.Status), "status", "", "only runs with `STATUS`", rundir.Statuses()...)
	commandline.Choice(flags, &r.filter.Kind, "kind", "", "only runs with model `KIND`", config.KindNames()...)
	flags.StringVar(&r.filter.Text, "find", "", "only runs with `TEXT` in their name or note")
	flags.BoolVar(&r.filter.Archived, "all", false, "archived runs too")
	flags.StringVar(&r.filter.Tag, "tagged", "", "only runs with the tag `TAG`")
	flags.Var(&r.tags, "tag", "add `TAG` to the runs named, or remove it with -TAG; may be repeated")
	flags.Func("note", "set the note of the runs named to `TEXT`; empty removes it", func(text string) error {
		r.note, r.isNote = text, true
		return nil
	})
	flags.BoolVar(&r.archive, "archive", false, "archive the runs named")
	flags.BoolVar(&r.restore, "restore", false, "undo -archive")
	flags.BoolVar(&r.delete, "delete", false, "move the runs named to the trash, after a question")
	flags.BoolVar(&r.yes, "yes", false, "do not ask")
	asJSON := flags.Bool("json", false, "print JSON")
	dirs, err := commandline.Parse(flags, args, out, listManual)
	if err != nil {
		return err
	}
	changes := r.isNote || len(r.tags) > 0 || r.archive || r.restore || r.delete
	if err := r.checkUnused(flags, changes); err != nil {
		return err
	}
	switch {
	case changes && len(dirs) == 0:
		return exit.Usagef("list: name the runs to change")
	case slices.Contains(r.tags, "") || slices.Contains(r.tags, "-"):
		return exit.Usagef("list: -tag \"\": a tag has at least one character")
	case r.archive && r.restore:
		return exit.Usagef("list: -archive and -restore exclude each other")
	case r.delete && (r.isNote || len(r.tags) > 0 || r.archive || r.restore):
		return exit.Usagef("list: -delete excludes -note, -tag, -archive and -restore; change the runs first, then delete them")
	case r.delete:
		return deleteRuns(dirs, r.yes, out)
	case changes:
		return r.mark(dirs, *asJSON, out)
	}
	return printList(dirs, r.filter, *asJSON, out)
}

// checkUnused returns a usage error for flags that do nothing here. A filter beside -delete would look as if only
// the runs that match were deleted.
func (r *listRequest) checkUnused(flags *flag.FlagSet, changes bool) error {
	if changes {
		if err := commandline.Unused(flags, "only for listing; name the runs to change", "status", "kind", "find", "tagged", "all"); err != nil {
			return err
		}
	}
	if r.delete {
		return commandline.Unused(flags, "no effect with -delete", "json")
	}
	return commandline.Needs(flags, "delete", "yes")
}

// printList prints the runs that a filter keeps.
func printList(dirs []string, filter catalog.Filter, asJSON bool, out *console.Streams) error {
	var none bool
	if len(dirs) == 0 {
		dirs = []string{"runs"}
		_, err := os.Stat(dirs[0])
		none = errors.Is(err, fs.ErrNotExist) // nothing was trained yet
	}
	entries, warnings, err := catalog.List(dirs, filter)
	none = none || errors.Is(err, compare.ErrNoRuns)
	if err != nil && !none {
		return fmt.Errorf("list: %w", err)
	}
	out.Warn("", warnings...)
	switch {
	case asJSON:
		return console.WriteJSON(out.Results, append([]catalog.Entry{}, entries...))
	case none:
		fmt.Fprintf(out.Progress, "no runs in %s\n", strings.Join(dirs, ", "))
		return nil
	case len(entries) == 0:
		fmt.Fprintf(out.Progress, "no run in %s matches; archived runs are shown with -all\n", strings.Join(dirs, ", "))
		return nil
	}
	return catalog.Table(entries, time.Now()).WriteText(out.Results)
}

// mark changes the marks of runs, and prints the runs.
func (r *listRequest) mark(dirs []string, asJSON bool, out *console.Streams) error {
	for _, dir := range dirs {
		err := catalog.Mark(dir, func(m *catalog.Marks) {
			if r.isNote {
				m.Note = r.note
			}
			for _, tag := range r.tags {
				m.Tag(tag)
			}
			m.Archived = (m.Archived || r.archive) && !r.restore
		})
		if err != nil {
			return fmt.Errorf("list: %w", err)
		}
	}
	return printList(dirs, catalog.Filter{Archived: true}, asJSON, out)
}
