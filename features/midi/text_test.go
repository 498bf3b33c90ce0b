package midi

import "testing"

func TestText(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"ASCII", "Moonlight", "Moonlight"},
		{"UTF-8", "Für Elise 月光", "Für Elise 月光"},
		{"blanks and zero bytes", "  Gnossienne \x00\x00", "Gnossienne"},
		{"Latin-1", "F\xFCr Elise", "Für Elise"},
		{"Latin-1, two accents in a row", "Ann\xE9e cr\xE9\xE9e", "Année créée"},
		{"Windows-1252, apostrophe", "Don\x92t", "Don’t"},
		{"Windows-1252, quotation marks", "\x93Moonlight\x94", "“Moonlight”"},
		{"GBK", "\xD4\xC2\xB9\xE2", "月光"},
		{"GBK, rare character", "\xDC\xD4\xC0\xF2\xBB\xA8", "茉莉花"},
		{"GBK and ASCII", "\xD4\xC2\xB9\xE2 op. 27", "月光 op. 27"},
		{"Shift-JIS, kana", "\x82\xB3\x82\xAD\x82\xE7", "さくら"},
		{"Shift-JIS, kanji", "\x8C\x8E\x8C\xF5", "月光"},
		{"Shift-JIS and ASCII", "\x83\x73\x83\x41\x83\x6D 1", "ピアノ 1"},
		{"neither", "\xFF\xFE\xFF", `\xFF\xFE\xFF`},
		{"neither, with letters", "a\x81\xFF", `a\x81\xFF`},
		{"control characters", "a\x1B[31mb\nc", `a\x1B[31mb\x0Ac`},
		{"control characters of UTF-8", "a\u009B31mb\u202Ec", `a\xC2\x9B31mb\xE2\x80\xAEc`},
	} {
		if got := text([]byte(c.bytes)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
