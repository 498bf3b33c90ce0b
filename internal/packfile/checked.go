package packfile

import (
	"encoding/binary"
	"hash/crc32"
	"os"

	"workbench/internal/atomicfile"
)

// WriteChecked writes a small file with a checksum, for [ReadChecked].
func WriteChecked(path string, data []byte) error {
	sum := binary.LittleEndian.AppendUint32(nil, crc32.Checksum(data, castagnoli))
	return atomicfile.Write(path, append(sum, data...))
}

// ReadChecked reads a file of [WriteChecked]. ok is false if it is not there or damaged.
func ReadChecked(path string) (data []byte, ok bool) {
	data, err := os.ReadFile(path)
	if err != nil || len(data) < 4 || binary.LittleEndian.Uint32(data) != crc32.Checksum(data[4:], castagnoli) {
		return nil, false
	}
	return data[4:], true
}
