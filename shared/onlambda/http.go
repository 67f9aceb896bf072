package onlambda

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/heed-cs/heed/shared/identity"
	"github.com/heed-cs/heed/shared/problem"
	"github.com/heed-cs/heed/shared/trace"
)

// request is API Gateway's payload format 2.0, as far as Heed reads it.
type request struct {
	RawPath  string            `json:"rawPath"`
	RawQuery string            `json:"rawQueryString"`
	Cookies  []string          `json:"cookies"`
	Headers  map[string]string `json:"headers"` // repeated ones are joined by commas
	Body     string            `json:"body"`
	Base64   bool              `json:"isBase64Encoded"`
	Context  struct {
		Domain string `json:"domainName"`
		HTTP   struct {
			Method   string `json:"method"`
			Protocol string `json:"protocol"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
		// Authorizer holds the claims of a token, on routes where the gateway verified one.
		Authorizer struct {
			JWT struct {
				Claims identity.Claims `json:"claims"`
			} `json:"jwt"`
		} `json:"authorizer"`
	} `json:"requestContext"`
}

// response is the answer in payload format 2.0.
type response struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Cookies []string          `json:"cookies,omitempty"`
	Body    string            `json:"body"`
	Base64  bool              `json:"isBase64Encoded"`
}

// serve runs the handler and logs one line per request, or per refused one. The request's id is
// Lambda's own, which its log lines have too. The line has the pattern
// and not the path or query, because these may name a contact or hold a token.
func (f Function) serve(ctx context.Context, in request) response {
	start, w := time.Now(), &recorder{header: http.Header{}}
	id := ""
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		id = lc.AwsRequestID
	}
	r, err := in.http(ctx)
	if err != nil {
		refuse(w, http.StatusBadRequest, "unreadable", id, "The body is not what its transfer encoding says.")
		return w.response(in.Context.HTTP.Method)
	}
	ctx = identity.With(trace.With(ctx, trace.Of(r.Header)), in.Context.Authorizer.JWT.Claims)
	r = r.WithContext(ctx)
	r.Header.Set(problem.RequestID, id)
	w.header.Set(problem.RequestID, id)
	if err := f.ready(ctx); err != nil {
		f.Log.ErrorContext(ctx, "not ready", "error", err.Error())
		w.header.Set("Retry-After", "5")
		refuse(w, http.StatusServiceUnavailable, "unavailable", id, "Heed cannot reach what it stands on. Send the same again in a moment.")
	} else if err := f.safely(ctx, func() error { f.HTTP.ServeHTTP(w, r); return nil }); err != nil {
		*w = recorder{header: http.Header{problem.RequestID: {id}}}
		refuse(w, http.StatusInternalServerError, "internal", id,
			"Heed failed on this request, and its log says why under this request_id. Whether it was kept is unknown: send the same again.")
	}
	if !f.Terse || w.code() >= http.StatusMultipleChoices {
		f.Log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("route", r.Pattern),
			slog.Int("status", w.code()), slog.Int("bytes", w.body.Len()), slog.Int64("ms", time.Since(start).Milliseconds()))
	}
	return w.response(r.Method)
}

// http makes the request the handler would have got from net/http. API Gateway
// hands the path over unescaped, so a %2F in it has become a slash.
func (in request) http(ctx context.Context) (*http.Request, error) {
	body := []byte(in.Body)
	if in.Base64 {
		decoded, err := base64.StdEncoding.DecodeString(in.Body)
		if err != nil {
			return nil, err
		}
		body = decoded
	}
	header := http.Header{}
	for name, value := range in.Headers {
		header.Set(name, value)
	}
	if len(in.Cookies) > 0 {
		header.Set("Cookie", strings.Join(in.Cookies, "; "))
	}
	host := header.Get("Host")
	if host == "" {
		host = in.Context.Domain
	}
	header.Del("Host") // net/http keeps it apart
	address := &url.URL{Path: in.RawPath, RawQuery: in.RawQuery}
	r := &http.Request{
		Method: in.Context.HTTP.Method, URL: address, RequestURI: address.RequestURI(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Host: host, Header: header,
		RemoteAddr: in.Context.HTTP.SourceIP + ":0",
		Body:       io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	return r.WithContext(ctx), nil
}

func refuse(w http.ResponseWriter, status int, code, id, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem.Document{ // a recorder takes everything
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, RequestID: id, Detail: detail,
	})
}

// recorder keeps the answer until the handler is done.
type recorder struct {
	header http.Header
	sent   http.Header // as they were when the status was written
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status, w.sent = status, w.header.Clone()
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return w.body.Write(b)
}

func (w *recorder) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}

// response turns the recording into the gateway's form. Repeated headers are
// joined, cookies have a list of their own, and what is not text goes as base64.
func (w *recorder) response(method string) response {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	out := response{Status: w.status, Headers: map[string]string{}, Cookies: w.sent.Values("Set-Cookie")}
	w.sent.Del("Set-Cookie")
	body := w.body.Bytes()
	if w.sent.Get("Content-Type") == "" && len(body) > 0 {
		w.sent.Set("Content-Type", http.DetectContentType(body))
	}
	for name, values := range w.sent {
		out.Headers[name] = strings.Join(values, ", ")
	}
	if method == http.MethodHead {
		return out
	}
	if out.Base64 = !utf8.Valid(body); out.Base64 {
		out.Body = base64.StdEncoding.EncodeToString(body)
		return out
	}
	out.Body = string(body)
	return out
}
