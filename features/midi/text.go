package midi

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// text decodes a name. Files do not say in which encoding it is: UTF-8 is certain, GBK, Shift-JIS and
// Windows-1252 are taken where the bytes are typical of them. Other bytes, and control characters, are
// written as \x and two digits. Blanks and zero bytes around the name are removed.
func text(data []byte) string {
	name := strings.Trim(string(data), " \t\r\n\x00")
	var decoded string
	switch {
	case utf8.ValidString(name):
		decoded = name
	case isShiftJIS(name):
		decoded = decode(name, japanese.ShiftJIS)
	case isGBK(name):
		decoded = decode(name, simplifiedchinese.GBK)
	case isLatin(name):
		decoded = decode(name, charmap.Windows1252)
	default:
		return escape(name, func(b byte) bool { return b < ' ' || b > '~' })
	}
	var b strings.Builder
	for _, r := range strings.TrimSpace(decoded) {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			b.WriteString(escape(string(r), func(byte) bool { return true }))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func decode(s string, e encoding.Encoding) string {
	decoded, err := e.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return decoded
}

// escape writes some bytes of s as hexadecimal numbers.
func escape(s string, odd func(byte) bool) string {
	var b strings.Builder
	for i := range len(s) {
		if odd(s[i]) {
			fmt.Fprintf(&b, `\x%02X`, s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// isShiftJIS reports whether s is typical of Shift-JIS: it decodes without error, and it has kana of two
// bytes or two kanji in a row. A single kanji may be a quotation mark of Windows-1252 and a letter.
func isShiftJIS(s string) bool {
	row, typical := 0, false
	for i := 0; i < len(s); i++ {
		lead := s[i]
		switch {
		case lead < 0x80 || lead >= 0xA1 && lead <= 0xDF: // ASCII, kana of one byte
			row = 0
			continue
		case lead < 0x81 || lead > 0xFC || lead == 0xA0 || i+1 == len(s):
			return false
		}
		i++
		trail := s[i]
		if trail < 0x40 || trail == 0x7F || trail > 0xFC {
			return false
		}
		kana := lead == 0x82 && trail >= 0x9F && trail <= 0xF1 || lead == 0x83 && trail >= 0x40 && trail <= 0x96
		if lead >= 0x88 { // kanji
			row++
		}
		typical = typical || kana || row == 2
	}
	return typical && lowLeads(s)
}

// lowLeads reports whether s has a lead byte of Shift-JIS that is none of GBK's level 1 and 2, where all
// leads are from 0xB0 on and all trails from 0xA1 on.
func lowLeads(s string) bool {
	return strings.ContainsFunc(decode(s, charmap.ISO8859_1), func(r rune) bool { return r >= 0x80 && r < 0xA0 })
}

// isGBK reports whether s is typical of GBK: its bytes above 127 are pairs of the GB 2312 part, Chinese
// characters or punctuation, mostly of the frequent level 1, and do not touch ASCII letters as accented
// letters do.
func isGBK(s string) bool {
	frequent, rare := 0, 0
	for i := 0; i < len(s); i++ {
		lead := s[i]
		if lead < 0x80 {
			continue
		}
		if i > 0 && isASCIILetter(s[i-1]) || i+1 == len(s) || s[i+1] < 0xA1 || s[i+1] == 0xFF {
			return false
		}
		switch {
		case lead >= 0xB0 && lead <= 0xD7:
			frequent++
		case lead >= 0xD8 && lead <= 0xF7:
			rare++
		case lead < 0xA1 || lead > 0xA9: // punctuation, digits, kana
			return false
		}
		i++
		if i+1 < len(s) && isASCIILetter(s[i+1]) {
			return false
		}
	}
	return frequent > 0 && frequent >= rare
}

// isLatin reports whether s is typical of Windows-1252: its bytes above 127 are accented letters or common
// punctuation, and fewer than its other letters.
func isLatin(s string) bool {
	ascii, high := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isASCIILetter(c):
			ascii++
		case c >= 0xC0 && c != 0xD7 && c != 0xF7, strings.IndexByte("\x8A\x8C\x8E\x9A\x9C\x9E\x9F", c) >= 0:
			high++
		case c < 0x80, strings.IndexByte("\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xA0\xA1\xA7\xA9\xAA\xAB\xAE\xB0\xB4\xB7\xBA\xBB\xBF", c) >= 0:
		default:
			return false
		}
	}
	return ascii > 0 && high <= ascii || high == 0
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
