package musicxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxBytes bounds a document when it is unpacked. A symphony has some ten million bytes.
const maxBytes = 64 << 20

// unpack returns the document within a compressed file: the first root file that META-INF/container.xml
// names, or the first file that may be MusicXML where the container is missing.
func unpack(data []byte, f *faults) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("musicxml: the compressed file cannot be opened: %w", err)
	}
	name, err := rootFile(archive)
	if err != nil {
		f.add(err.Error()+"; the first file that may be MusicXML was taken", "")
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

// unzip returns the contents of a file in an archive, which may have so many bytes at most.
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
