package console

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/textproto"
	"slices"
	"strings"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

// hidden is shown instead of a header's value, and says that the value stays.
const hidden = "***"

func maskedHeaders(e heed.Endpoint) map[string]string {
	shown := make(map[string]string, len(e.Headers.Names))
	for _, name := range e.Headers.Names {
		shown[name] = hidden
	}
	return shown
}

// canonicalHeaders writes the names of a patch's headers in one way, so that a
// patch finds the header it means.
func canonicalHeaders(patch map[string]json.RawMessage) map[string]json.RawMessage {
	var headers map[string]json.RawMessage
	if json.Unmarshal(patch["headers"], &headers) != nil || headers == nil {
		return patch
	}
	canonical := map[string]json.RawMessage{}
	for name, raw := range headers {
		canonical[textproto.CanonicalMIMEHeaderKey(name)] = raw
	}
	raw, err := json.Marshal(canonical)
	if err != nil {
		return patch
	}
	patch = maps.Clone(patch)
	patch["headers"] = raw
	return patch
}

// checkHeaders names every header that may not be, beside those the endpoint had.
func checkHeaders(headers map[string]string, had []string) (errs []heed.FieldError) {
	if len(headers) > webhook.MaxHeaders {
		errs = append(errs, heed.FieldError{Pointer: "/headers", Code: "range", Detail: fmt.Sprintf("an endpoint has at most %d headers of its own", webhook.MaxHeaders)})
	}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		value := headers[name]
		err := webhook.CheckHeader(name, value)
		if err == nil && value == hidden && !slices.Contains(had, name) {
			err = fmt.Errorf("%s stands for a value that is not shown: give the value itself", hidden)
		}
		if err != nil {
			errs = append(errs, heed.FieldError{Pointer: "/headers/" + pointerTo(name), Code: "format", Detail: err.Error()})
		}
	}
	return errs
}

// pointerTo writes a member's name as a part of a JSON Pointer (RFC 6901).
func pointerTo(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// sealHeaders seals headers for an endpoint; what is hidden is as it was.
func (c *Console) sealHeaders(ctx context.Context, e heed.Endpoint, headers map[string]string) (heed.SealedHeaders, error) {
	if len(headers) == 0 {
		return heed.SealedHeaders{}, nil
	}
	before := map[string]string{}
	if len(e.Headers.Sealed) > 0 {
		raw, err := c.box.Open(ctx, e.Headers.Sealed, e.HeadersContext())
		if err != nil {
			return heed.SealedHeaders{}, err
		}
		_ = json.Unmarshal(raw, &before) // Heed wrote it
	}
	values := maps.Clone(headers)
	for name, value := range values {
		if value == hidden {
			values[name] = before[name]
		}
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return heed.SealedHeaders{}, err
	}
	sealed, err := c.box.Seal(ctx, raw, e.HeadersContext())
	return heed.SealedHeaders{Names: slices.Sorted(maps.Keys(values)), Sealed: sealed}, err
}
