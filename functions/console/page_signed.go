package console

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/webhook"
)

// requestView is the last webhook that the demonstration's receiver got, with
// programs that verify it.
type requestView struct {
	Got      bool // one arrived
	At       time.Time
	Verified bool
	Raw      string // headers, an empty line, and the body
	Shell    string
	Go       string
}

// requestFor is for the demonstration's admin only: the body may hold anything
// an event says, and the programs hold the receiver's secret.
func (p *pages) requestFor(v *visit) *requestView {
	if p.opt.Demo == nil || p.opt.Demo.Requests == nil || !v.may(heed.ScopeAdmin) {
		return nil
	}
	got := p.opt.Demo.Requests()
	if len(got) == 0 {
		return &requestView{}
	}
	last, secret := got[0], ""
	if p.opt.Demo.Secret != nil {
		secret = p.opt.Demo.Secret()
	}
	return &requestView{Got: true, At: last.At, Verified: last.Verified, Raw: last.raw(), Shell: last.shell(secret), Go: last.program(secret)}
}

func (s SignedRequest) raw() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(s.Header)) {
		for _, value := range s.Header[name] {
			b.WriteString(strings.ToLower(name) + ": " + value + "\n")
		}
	}
	b.WriteString("\n")
	b.Write(s.Body)
	return b.String()
}

// shell is a script that computes the signature and shows it beside the one that came.
func (s SignedRequest) shell(secret string) string {
	return strings.NewReplacer(
		"ID", quoted(s.Header.Get(webhook.HeaderID)), "AT", quoted(s.Header.Get(webhook.HeaderTimestamp)),
		"SIGNATURE", quoted(s.Header.Get(webhook.HeaderSignature)), "SECRET", quoted(secret), "BODY", quoted(string(s.Body)),
	).Replace(`id=ID
at=AT
secret=SECRET
body=BODY
came=SIGNATURE

key=$(printf %s "${secret#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
made=v1,$(printf '%s.%s.%s' "$id" "$at" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)

case " $came " in *" $made "*) echo "good: $made" ;; *) echo "BAD: came $came, made $made" ;; esac
`)
}

// quoted is a text as one word of a POSIX shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// program is the same in Go, with nothing but the standard library.
func (s SignedRequest) program(secret string) string {
	return strings.NewReplacer(
		"ID", strconv.Quote(s.Header.Get(webhook.HeaderID)), "AT", strconv.Quote(s.Header.Get(webhook.HeaderTimestamp)),
		"SIGNATURE", strconv.Quote(s.Header.Get(webhook.HeaderSignature)), "SECRET", strconv.Quote(secret), "BODY", literal(string(s.Body)),
	).Replace(`package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	id     = ID
	at     = AT
	secret = SECRET
	body   = BODY
	came   = SIGNATURE
)

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "." + body))
	made := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	good := false
	for _, one := range strings.Fields(came) {
		good = good || hmac.Equal([]byte(one), []byte(made))
	}
	fmt.Println("good:", good)
}
`)
}

// literal is a text in Go, raw where that shows it as it is.
func literal(text string) string {
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}
