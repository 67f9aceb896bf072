package console

import (
	"context"
	"net/http"
	"time"
)

// Demo is what the host of the demonstration lends the page.
type Demo struct {
	// MakeUnhappy sends, through intake, the fortnight that turns Northwind critical.
	MakeUnhappy func(ctx context.Context) error
	// Requests are the last webhooks the demonstration's receiver got, newest first.
	Requests func() []SignedRequest
	// Secret is the one the receiver verifies with now, as whsec_ text.
	Secret func() string
}

// SignedRequest is a webhook as its receiver got it, byte for byte.
type SignedRequest struct {
	At       time.Time
	Header   http.Header
	Body     []byte
	Verified bool // the signature was good
}

func (c *Console) pageRoutes() []route { return nil }
