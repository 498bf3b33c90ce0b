package main

import (
	"context"
	"flag"
	"fmt"
	"net"

	"workbench/internal/commandline"
	"workbench/internal/completion"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/loopback"
	"workbench/internal/survey"
)

const surveyManual = `
experiments survey runs blind listening studies: excerpts of models and of real pieces, of equal length and loudness, in random order.

	go run ./experiments survey new -out study -pieces person=starter -pieces chorales=models/chorales -pieces tunes=models/tunes -count 4
	go run ./experiments survey serve study
	go run ./experiments survey export study -out study.html
	go run ./experiments survey results study

The first makes a study of twelve excerpts of 20 seconds. The second serves it until Ctrl-C. The third makes one file
that needs no server, to send to listeners; each sends a file of answers back. The fourth evaluates the answers.
Each has a manual: survey new -h.
`

// surveyOperands are what operands of survey can be: what to do, and studies and files.
func surveyOperands(*completion.Program) completion.Values {
	does := completion.Words("new", "serve", "export", "results")
	return func(text string) []completion.Candidate { return append(does(text), completion.Files(text)...) }
}

// surveyCommand does what its first argument says.
func surveyCommand(ctx context.Context, args []string, out *console.Streams) error {
	does := map[string]func(context.Context, []string, *console.Streams) error{
		"new": surveyNew, "serve": surveyServe, "export": surveyExport, "results": surveyResults}
	if len(args) > 0 {
		if do := does[args[0]]; do != nil {
			return do(ctx, args[1:], out)
		}
	}
	flags := flag.NewFlagSet("survey", flag.ContinueOnError)
	operands, err := commandline.Parse(flags, args, out, surveyManual)
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("survey: say what to do: new, serve, export or results (-h has the manual)")
	}
	return exit.Usagef("survey: %q: must be new, serve, export or results (-h has the manual)", operands[0])
}

const surveyServeManual = `
experiments survey serve serves a study to listeners, until Ctrl-C.

	go run ./experiments survey serve study
	go run ./experiments survey serve study -addr 192.168.1.20:8095

Without -addr only this machine can reach the page. With an address of a network, its other machines can: anyone there can take part, and answers
travel unencrypted, so use a network that you trust, or a proxy with HTTPS in front of 127.0.0.1.

Each answer is appended to DIR/answers.jsonl and synced before the listener's page goes on, so nothing that was answered is lost when the process
is killed. A listener who closes the page goes on at the same place: the browser keeps a token, of which the answers hold only a hash.
`

// surveyServe serves a study until it is interrupted.
func surveyServe(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("survey serve", flag.ContinueOnError)
	address := flags.String("addr", "127.0.0.1:8095", "`HOST:PORT` to serve at; port 0 takes a free one")
	flags.StringVar(address, "address", *address, "`HOST:PORT`, the same as -addr")
	operands, err := commandline.Parse(flags, args, out, surveyServeManual)
	if err != nil {
		return err
	}
	study, err := openStudy("serve", operands)
	if err != nil {
		return err
	}
	near := loopback.CheckAddress("survey serve", *address) == nil
	server, warnings, err := survey.NewServer(study, near)
	if err != nil {
		return err
	}
	defer server.Close()
	out.Warn("", warnings...)
	listener, err := surveyListen(*address, near, out)
	if err != nil {
		return err
	}
	return server.Serve(ctx, listener)
}

// surveyListen listens at an address, and says who can reach it.
func surveyListen(address string, near bool, out *console.Streams) (net.Listener, error) {
	if near {
		return loopback.Listen("survey serve", address, "", out)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, exit.Usagef("survey serve: -addr %q: %w", address, err)
	}
	fmt.Fprintf(out.Progress, "warning: every machine that reaches this address can take part; answers travel unencrypted\n")
	fmt.Fprintf(out.Results, "http://%s/\n", listener.Addr())
	return listener, nil
}

// openStudy opens the study that a command names.
func openStudy(command string, operands []string) (*survey.Study, error) {
	if len(operands) != 1 {
		return nil, exit.Usagef("survey %s: name one directory of a study (-h has the manual)", command)
	}
	return survey.Open(operands[0])
}

const surveyExportManual = `
experiments survey export writes a study as one HTML file that needs no server.

	go run ./experiments survey export study -out study.html

The sound is inside, as FLAC; the size is printed. The file does not say what an excerpt is. At the end a listener saves a file answers-….jsonl and
sends it back; survey results reads such files.
`

// surveyExport writes a study as one file.
func surveyExport(_ context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("survey export", flag.ContinueOnError)
	path := flags.String("out", "study.html", "HTML `FILE` to write")
	operands, err := commandline.Parse(flags, args, out, surveyExportManual)
	if err != nil {
		return err
	}
	study, err := openStudy("export", operands)
	if err != nil {
		return err
	}
	return study.Export(*path, out)
}
