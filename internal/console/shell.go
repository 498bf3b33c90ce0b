package console

import (
	"os"
	"strings"
)

// ShellQuote joins arguments as one types them in a shell.
func ShellQuote(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = quote(arg)
	}
	return strings.Join(quoted, " ")
}

// Command is a command line of this program, to copy into a shell: as the program was called, or with go run,
// which builds it in a folder of its own.
func Command(args ...string) string {
	if strings.Contains(os.Args[0], "go-build") {
		return "go run ./experiments " + ShellQuote(args)
	}
	return ShellQuote(append([]string{os.Args[0]}, args...))
}

const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.,/:+@%" + string(os.PathSeparator)

// quote quotes an argument where a shell would not take it as it is. Control characters are written as $'\n',
// which bash, zsh and ksh read, so that the command can be printed and copied.
func quote(arg string) string {
	switch {
	case Printable(arg) != arg:
		escaped := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(arg)
		return "$'" + Printable(escaped) + "'"
	case arg == "" || strings.ContainsFunc(arg, func(r rune) bool { return !strings.ContainsRune(shellSafe, r) }):
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return arg
}
