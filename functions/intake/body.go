package intake

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/problem"
)

// readBody reads the body, unzipped when it came zipped. A bomb is let go off
// no further than maxBody.
func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBody {
		return nil, heed.Refuse(heed.TooLarge, "the body has more than %d bytes: send less at once", maxBody)
	}
	raw, err := problem.Body(r.Body, maxBody)
	if err != nil {
		return nil, err
	}
	switch encoding := strings.Join(r.Header.Values("Content-Encoding"), ","); strings.ToLower(encoding) {
	case "", "identity":
		return raw, nil
	case "gzip", "x-gzip":
		return gunzip(raw)
	default:
		return nil, heed.Refuse(heed.Unsupported, "the content encoding %q is not known here: use gzip or none", encoding)
	}
}

func gunzip(raw []byte) ([]byte, error) {
	zipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, notGzip
	}
	body, err := problem.Body(zipped, maxBody)
	if p := heed.ProblemOf(err); p != nil && p.Code == heed.Unreadable {
		return nil, notGzip
	}
	return body, err
}

var notGzip = heed.Refuse(heed.Unreadable, "the body is not whole, valid gzip: zip it again, or send it as it is without Content-Encoding")
