package loopback

import (
	"io/fs"
	"net/http"
	"path"
)

// contentTypes are those of the files that are served. Nothing else is.
var contentTypes = map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

// Assets serves the scripts, style sheets and pictures in a folder of the files of a program. The pattern of the
// requests names the file {name}.
func Assets(files fs.FS, folder string) http.HandlerFunc {
	return func(reply http.ResponseWriter, request *http.Request) {
		name := request.PathValue("name")
		data, err := fs.ReadFile(files, folder+"/"+name)
		contentType := contentTypes[path.Ext(name)]
		if err != nil || contentType == "" {
			http.NotFound(reply, request)
			return
		}
		reply.Header().Set("Content-Type", contentType)
		reply.Write(data)
	}
}
