package studio

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"workbench/internal/artifacts"
	"workbench/internal/figure"
)

// exported are the kinds of files that a piece can be saved as, with their content types.
var exported = map[string]string{
	"mid": "audio/midi", "wav": "audio/wav", "flac": "audio/flac", "musicxml": "application/vnd.recordare.musicxml+xml", "png": "image/png", "svg": "image/svg+xml",
}

// maxSounds is how many sound files are computed at a time: one of 20 minutes takes 400 MB for some seconds.
const maxSounds = 2

// serveExport turns a piece into a file.
func (s *Studio) serveExport(reply http.ResponseWriter, request *http.Request) {
	var asked struct {
		Format string `json:"format"`
		Piece  Piece  `json:"piece"`
	}
	err := readJSON(reply, request, &asked)
	var data []byte
	control := http.NewResponseController(reply)
	control.SetReadDeadline(time.Time{}) // the time to read the request does not bound the time to compute
	if err == nil && (asked.Format == "wav" || asked.Format == "flac") {
		select {
		case s.sounds <- struct{}{}:
			defer func() { <-s.sounds }()
		case <-request.Context().Done():
			return
		}
	}
	if err == nil {
		data, err = export(asked.Format, &asked.Piece)
	}
	control.SetWriteDeadline(time.Now().Add(timeout)) // nor does the time to send
	if err != nil {
		fail(reply, err)
		return
	}
	reply.Header().Set("Content-Type", exported[asked.Format])
	reply.Header().Set("Content-Disposition", `attachment; filename="piece.`+asked.Format+`"`)
	reply.Write(data)
}

func export(format string, p *Piece) ([]byte, error) {
	if exported[format] == "" {
		return nil, refusef(http.StatusBadRequest, "format %q: must be mid, wav, flac, musicxml, png or svg", format)
	}
	piece, err := p.features()
	if err != nil {
		return nil, err
	}
	piece.Title = strings.ToValidUTF8(piece.Title, "")
	if f := figure.Format(format); f == figure.PNG || f == figure.SVG {
		var b bytes.Buffer
		err := artifacts.RollOf(piece, p.Tempo, p.Given).Write(&b, f, figure.Style{})
		return b.Bytes(), err
	}
	return artifacts.Encode(format, p.score(piece))
}
