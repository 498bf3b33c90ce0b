package figure

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"maps"
	"math"
	"slices"
)

// encodePNG writes an image with its resolution (chunk pHYs), so that word processors and LaTeX place it at
// its size.
func encodePNG(w io.Writer, img *image.RGBA, dpi int) error {
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(&file, fewColours(img)); err != nil {
		return err
	}
	const endOfIHDR = 8 + 4 + 4 + 13 + 4 // signature; length, type, data and checksum of the first chunk
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := binary.BigEndian.AppendUint32([]byte("pHYs"), perMetre)
	chunk = append(binary.BigEndian.AppendUint32(chunk, perMetre), 1) // the unit is the metre
	out := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-len("pHYs")))
	out = binary.BigEndian.AppendUint32(append(out, chunk...), crc32.ChecksumIEEE(chunk))
	for _, part := range [][]byte{file.Bytes()[:endOfIHDR], out, file.Bytes()[endOfIHDR:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// fewColours returns an image of at most 256 colours, which makes a file of about a third of the size.
// Figures have few colours apart from the edges of letters and curves: the rarest of those become the nearest
// of the others.
func fewColours(img *image.RGBA) *image.Paletted {
	const most = 256
	counts := map[color.RGBA]int{}
	stretches(img, func(_, length int, c color.RGBA) { counts[c] += length })
	colours := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var kept color.Palette
	for _, c := range colours[:min(len(colours), most)] {
		kept = append(kept, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range colours {
		index[c] = uint8(kept.Index(c))
	}
	out := image.NewPaletted(img.Bounds(), kept)
	stretches(img, func(from, length int, c color.RGBA) {
		if i := index[c]; i > 0 {
			for at := range length {
				out.Pix[from+at] = i
			}
		}
	})
	return out
}

// stretches calls f for each stretch of pixels of one colour, in the order of the pixels.
func stretches(img *image.RGBA, f func(from, length int, c color.RGBA)) {
	at := func(i int) uint32 { return binary.NativeEndian.Uint32(img.Pix[i:]) }
	for from, n := 0, len(img.Pix); from < n; {
		to, c := from+4, at(from)
		for pair := uint64(c)<<32 | uint64(c); to+8 <= n && binary.NativeEndian.Uint64(img.Pix[to:]) == pair; {
			to += 8
		}
		for to < n && at(to) == c {
			to += 4
		}
		p := img.Pix[from:]
		f(from/4, (to-from)/4, color.RGBA{R: p[0], G: p[1], B: p[2], A: p[3]})
		from = to
	}
}
