// Package identity says who an OpenID Connect provider holds somebody for, and what
// that person may do.
//
// Nothing wakes it, and it writes nothing. A gateway that has verified a token hands
// its claims over with the request's context (With, Of); no header is ever read for
// them, so where there is no such gateway there are none. A Provider makes a key of
// them, and asks the provider itself only where people and tokens are exchanged
// (Places). What does not fit is refused, with what the operator has to mend.
package identity

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Claims are those of a token that a gateway verified, as it writes them: all as
// text, a list as "[a b]", an instant as "1795253400" or "1.7952534e+09".
type Claims map[string]string

type claimsKey struct{}

// With hands the claims of a verified token over with a request.
func With(ctx context.Context, c Claims) context.Context {
	return context.WithValue(ctx, claimsKey{}, c)
}

// Of are the claims that a gateway handed over; none where no gateway verified a token.
func Of(ctx context.Context) Claims {
	c, _ := ctx.Value(claimsKey{}).(Claims)
	return c
}

// UnmarshalJSON takes what is no text as it is written.
func (c *Claims) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	*c = Claims{}
	for name, value := range all {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		(*c)[name] = text
	}
	return nil
}

// words are the values of a claim. One that holds a space is several: the gateway
// does not say where values of a list end.
func (c Claims) words(name string) []string {
	text := strings.TrimSpace(c[name])
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		text = text[1 : len(text)-1]
	}
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,\"", r) })
}

// instant is the time that a claim names in seconds; zero when it names none.
func (c Claims) instant(name string) time.Time {
	seconds, err := strconv.ParseFloat(c[name], 64)
	if err != nil || !(seconds > 0 && seconds < 1e11) {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}
