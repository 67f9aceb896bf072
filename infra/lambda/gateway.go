package lambda

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody is what API Gateway takes.
const maxBody = 10 << 20

// request is API Gateway's payload format 2.0.
type request struct {
	Version         string            `json:"version"`
	RouteKey        string            `json:"routeKey"`
	RawPath         string            `json:"rawPath"`
	RawQueryString  string            `json:"rawQueryString"`
	Cookies         []string          `json:"cookies,omitempty"`
	Headers         map[string]string `json:"headers"`
	RequestContext  requestContext    `json:"requestContext"`
	Body            string            `json:"body,omitempty"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpContext `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"`
}

type httpContext struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// response is what a function answers in payload format 2.0.
type response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// route answers requests as API Gateway does: a function that fails is 500, one
// that is throttled 503, and neither says why.
func (f *function) route(pattern string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			gatewayError(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
			return
		}
		payload, err := json.Marshal(requestOf(r, pattern, body))
		if err == nil {
			payload, err = f.invoke(payload)
		}
		if errors.Is(err, ErrThrottled) {
			gatewayError(w, http.StatusServiceUnavailable, "Service Unavailable")
			return
		}
		if err != nil || !write(w, payload) {
			gatewayError(w, http.StatusInternalServerError, "Internal Server Error")
		}
	}
}

func gatewayError(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message}) // the caller may be gone
}

// requestOf puts a request into the gateway's form. The path goes unescaped, as
// the gateway hands it over.
func requestOf(r *http.Request, pattern string, body []byte) request {
	now, key := time.Now().UTC(), routeKey(pattern)
	source, _, _ := net.SplitHostPort(r.RemoteAddr)
	in := request{
		Version: "2.0", RouteKey: key, RawPath: r.URL.Path, RawQueryString: r.URL.RawQuery,
		Headers: headersOf(r, source),
		RequestContext: requestContext{
			AccountID: account, APIID: "local", DomainName: r.Host, DomainPrefix: "local",
			HTTP:      httpContext{Method: r.Method, Path: r.URL.Path, Protocol: r.Proto, SourceIP: source, UserAgent: r.UserAgent()},
			RequestID: requestID(), RouteKey: key, Stage: "$default", Time: now.Format("02/Jan/2006:15:04:05 -0700"), TimeEpoch: now.UnixMilli(),
		},
	}
	for _, line := range r.Header.Values("Cookie") {
		in.Cookies = append(in.Cookies, strings.Split(line, "; ")...)
	}
	if in.IsBase64Encoded = len(body) > 0 && !isText(r.Header, body); in.IsBase64Encoded {
		in.Body = base64.StdEncoding.EncodeToString(body)
	} else {
		in.Body = string(body)
	}
	return in
}

// routeKey is the route as the gateway writes it.
func routeKey(pattern string) string {
	switch {
	case pattern == "/":
		return "$default"
	case strings.HasPrefix(pattern, "/"):
		return "ANY " + pattern
	}
	return pattern
}

// headersOf joins repeated headers by commas, under lower-case names, without the cookies.
func headersOf(r *http.Request, source string) map[string]string {
	headers := map[string]string{"host": r.Host, "x-forwarded-for": source, "x-forwarded-proto": "https", "x-forwarded-port": "443"}
	for name, values := range r.Header {
		if name != "Cookie" {
			headers[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	return headers
}

// isText reports whether the gateway passes the body on as it is. It goes by the
// type, and an encoding makes everything binary.
func isText(h http.Header, body []byte) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	text := strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/xml" || kind == "application/javascript"
	return text && h.Get("Content-Encoding") == "" && utf8.Valid(body)
}

// write answers what the function said; false if that is no answer.
func write(w http.ResponseWriter, payload []byte) bool {
	var out response
	if err := json.Unmarshal(payload, &out); err != nil || out.StatusCode < 200 || out.StatusCode > 599 {
		return false
	}
	body := []byte(out.Body)
	if out.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(out.Body)
		if err != nil {
			return false
		}
		body = decoded
	}
	for name, value := range out.Headers {
		w.Header().Set(name, value)
	}
	for _, cookie := range out.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	w.WriteHeader(out.StatusCode)
	_, _ = w.Write(body) // the caller may be gone
	return true
}
