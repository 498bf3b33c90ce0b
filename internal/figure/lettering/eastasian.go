package lettering

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"
	"unicode"

	"golang.org/x/image/font/opentype"
)

//go:embed font/eastasian.ttf.gz
var eastAsianFile []byte

// eastAsian is the outline font of Chinese, Japanese and Korean characters, unpacked when it is first needed.
// See font/README.md.
var eastAsian = sync.OnceValue(func() *opentype.Font {
	failed := func(err error) string { return fmt.Sprintf("lettering: embedded font: %v", err) }
	packed, err := gzip.NewReader(bytes.NewReader(eastAsianFile))
	if err != nil {
		panic(failed(err))
	}
	ttf, err := io.ReadAll(packed)
	if err != nil {
		panic(failed(err))
	}
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		panic(failed(err))
	}
	return parsed
})

// mayBeEastAsian tells whether the font is worth unpacking for a character.
func mayBeEastAsian(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r < 0x3100 || r >= 0xff00 && r < 0xfff0
}
