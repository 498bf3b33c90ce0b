package survey

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
)

// exportedOrders is the number of orders of presentation that an exported study has. A listener gets one of
// them at random.
const exportedOrders = 200

// importLine and exportWord are what turns a module of the page into a part of one script.
var (
	importLine = regexp.MustCompile(`(?m)^import .*\n`)
	exportWord = regexp.MustCompile(`(?m)^export `)
)

// Export writes the study as one HTML file that needs no server: its answers come back as a file. It does not
// hold the key.
func (s *Study) Export(path string, out *console.Streams) error {
	data := struct {
		Study  *Study            `json:"study"`
		Orders [][]Trial         `json:"orders"`
		Audio  map[string][]byte `json:"audio"` // in base64
	}{Study: s, Audio: map[string][]byte{}}
	for n := range exportedOrders {
		data.Orders = append(data.Orders, s.trials(n))
	}
	ids := s.Excerpts
	for _, c := range s.Checks {
		ids = append(ids, c.ID)
	}
	for _, id := range ids {
		sound, err := s.audio(id)
		if err != nil {
			return fmt.Errorf("survey export: %w", err)
		}
		data.Audio[id] = sound
	}
	encoded, err := json.Marshal(data) // which escapes <, so that no text ends the script element
	if err != nil {
		return fmt.Errorf("survey export: %w", err)
	}
	var script strings.Builder
	for _, name := range modules {
		script.Write(exportWord.ReplaceAll(importLine.ReplaceAll(asset(name), nil), nil))
	}
	style := string(asset("style.css"))
	file := index(fmt.Sprintf(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src %s; style-src %s; media-src data:; img-src data:; base-uri 'none'; form-action 'none'">
<style>%s</style><script type="application/json" id="data">%s</script><script type="module">%s</script>`,
		hashSource(script.String()), hashSource(style), style, encoded, script.String()))
	if err := atomicfile.Create(path, file); err != nil {
		return fmt.Errorf("survey export: %w", err)
	}
	_, err = fmt.Fprintf(out.Results, "%s: %.1f MB\n", console.Printable(path), float64(len(file))/1e6)
	return err
}

// hashSource allows one inline script or style sheet in a content security policy.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
