package figure

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"math"
)

// encodePNG writes an image with its resolution (chunk pHYs), so that word processors and LaTeX place it at its size.
func encodePNG(w io.Writer, img image.Image, dpi int) error {
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&file, img); err != nil {
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
