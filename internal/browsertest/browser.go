// Package browsertest tests pages: it opens them in a browser, sends what their scripts send, and computes the
// contrasts of their colours.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Open starts a headless Chromium, or skips the test with a message. It fails the test on errors of the
// page's scripts. The browser ends with the test.
func Open(t *testing.T) context.Context {
	t.Helper()
	if os.Getenv("EXPERIMENTS_SLOW") != "1" {
		t.Skip("starts a browser; set EXPERIMENTS_SLOW=1")
	}
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("needs Chromium, such as that of Debian's package chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(endAllocator)
	tab, endTab := chromedp.NewContext(allocated, chromedp.WithBrowserOption(chromedp.WithDialTimeout(2*time.Minute)))
	t.Cleanup(endTab)
	limited, endTime := context.WithTimeout(tab, 8*time.Minute)
	t.Cleanup(endTime)
	chromedp.ListenTarget(limited, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page throws: %s", e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				t.Errorf("the page reports an error: %s", e.Args[0].Value)
			}
		}
	})
	return limited
}

// Do performs actions on a page. If one fails, the test fails with what the page shows.
func Do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	for i, action := range actions {
		if err := chromedp.Run(ctx, action); err != nil {
			var shown string
			chromedp.Run(ctx, chromedp.Evaluate(`document.body.innerText`, &shown))
			t.Fatalf("action %d: %v; the page says %q", i+1, err, shown)
		}
	}
}

// Script evaluates an expression on the page.
func Script[T any](t *testing.T, ctx context.Context, expression string) (value T) {
	t.Helper()
	Do(t, ctx, chromedp.Evaluate(expression, &value))
	return value
}
