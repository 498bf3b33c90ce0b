package musicxml

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"workbench/features/internal/faults"
)

// maxBytes bounds a document when it is unpacked. A symphony has some ten million bytes.
const maxBytes = 64 << 20

// unpack returns the document within a compressed file: the first root file that META-INF/container.xml
// names, or the first file that may be MusicXML where the container is missing.
func unpack(data []byte, f *faults.List) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("musicxml: the compressed file cannot be opened: %w", err)
	}
	name, err := rootFile(archive)
	if err != nil {
		f.Add(err.Error()+"; the first file that may be MusicXML was taken", "")
		name = ""
	}
	for _, file := range archive.File {
		if file.Name == name || name == "" && mayBeScore(file.Name) {
			return unzip(file, maxBytes)
		}
	}
	if name != "" {
		return nil, fmt.Errorf("musicxml: the compressed file names %q as its score but does not hold it", name)
	}
	return nil, fmt.Errorf("musicxml: the compressed file holds no MusicXML (.musicxml, .xml)")
}

// mayBeScore tells whether a file in an archive may be a score by its name.
func mayBeScore(name string) bool {
	if strings.HasPrefix(name, "META-INF/") || strings.HasPrefix(name, "__MACOSX/") {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".musicxml", ".xml":
		return true
	}
	return false
}

// rootFile returns the name of the score by META-INF/container.xml.
func rootFile(archive *zip.Reader) (string, error) {
	const most = 1 << 20
	for _, file := range archive.File {
		if file.Name != containerName {
			continue
		}
		data, err := unzip(file, most)
		if err != nil {
			return "", err
		}
		var container struct {
			Files []struct {
				Path string `xml:"full-path,attr"`
				Type string `xml:"media-type,attr"`
			} `xml:"rootfiles>rootfile"`
		}
		if err := xml.Unmarshal(data, &container); err != nil {
			return "", fmt.Errorf("%s cannot be read: %w", containerName, err)
		}
		for _, root := range container.Files {
			if root.Path != "" && (root.Type == "" || strings.Contains(root.Type, "musicxml") || strings.HasSuffix(root.Type, "xml")) {
				return root.Path, nil
			}
		}
		return "", fmt.Errorf("%s names no MusicXML file", containerName)
	}
	return "", fmt.Errorf("the compressed file has no %s", containerName)
}

// unzip returns the contents of a file in an archive, which may have a given number of bytes at most.
func unzip(file *zip.File, most int64) ([]byte, error) {
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("musicxml: %s in the compressed file: %w", file.Name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("musicxml: %s in the compressed file: %w", file.Name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("musicxml: %s in the compressed file is larger than %d bytes", file.Name, most)
	}
	return data, nil
}

// toUTF8 returns a document that is in UTF-16, which its first bytes tell, in UTF-8, and others without a
// byte order mark.
func toUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xFE\xFF")), bytes.HasPrefix(data, []byte("\x00<")):
		order = binary.BigEndian
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("<\x00")):
		order = binary.LittleEndian
	default:
		return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	}
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\uFEFF"))
}

// charset serves the decoder with the encoding that an XML declaration names. UTF-16 has been decoded before.
func charset(name string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be":
		return input, nil
	case "iso-8859-1", "iso-8859-15", "latin1", "windows-1252":
		return charmap.ISO8859_1.NewDecoder().Reader(input), nil
	}
	return nil, fmt.Errorf("the encoding %q is not known; save the file as UTF-8", name)
}
