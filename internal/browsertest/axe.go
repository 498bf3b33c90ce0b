package browsertest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Axe is the source of axe-core, which looks for faults of accessibility. The environment variable AXE_CORE names its
// file axe.min.js; without it the test is skipped with a message.
func Axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE_CORE")
	if path == "" {
		t.Skip("needs axe-core: npm install axe-core, and AXE_CORE=node_modules/axe-core/axe.min.js with its whole path")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// Accessible reports the faults that axe-core finds on a page, in light and in dark colours: those of WCAG 2.2, levels A
// and AA, and of good practice.
func Accessible(t *testing.T, ctx context.Context, axe, where string) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		Do(t, ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}}), // a button that is changing its colour has a colour in between
			chromedp.Evaluate(axe+"\n;0", nil))
		var faults []string
		Do(t, ctx, chromedp.Evaluate(`axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) =>
			v.id + ': ' + n.failureSummary.replace(/\s+/g, ' ') + ' ' + n.html.slice(0, 200))))`, &faults, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
			return p.WithAwaitPromise(true)
		}))
		if len(faults) > 0 {
			t.Errorf("%s, %s: %s", where, scheme, fmt.Sprint(len(faults), " faults\n\t", strings.Join(faults, "\n\t")))
		}
	}
}
