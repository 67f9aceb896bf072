package webhook

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"pgregory.net/rapid"
)

const (
	usualID   = "msg_01JH0000000000000000000000"
	usualTime = "1767225600"
	good      = "v1,GN1nopVuaxzUbBPYXpfmdFrIEE9y9PRvWVpeEfd/7Ks="
	bad       = "v1,56pVU3cSu1YOpc7pHW+Iv6wxL/W5epX3VT14hh15Mto="
)

// asymmetric is the standard's ed25519 signature of the usual content, by the key whose
// seed is the usual secret. Heed neither makes nor checks such: it signs with a secret
// per endpoint, and skips versions that it does not speak.
const (
	asymmetric       = "v1a,/zc4Gq1QjMXpG+6wb03rF44NM/Bz9hqnNK4JBR3D41D2SD3glhoxmF3yIJDQ8x1fJhLinCkvmCQRNF+o0pldAA=="
	asymmetricSecret = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8DoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="
	asymmetricPublic = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
)

// TestTheAsymmetricVectorIsGenuine: what Verify skips is a signature that others believe,
// and its keys are no secrets here.
func TestTheAsymmetricVectorIsGenuine(t *testing.T) {
	decode := func(text, prefix string) []byte {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, prefix))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	public, signature := decode(asymmetricPublic, "whpk_"), decode(asymmetric, "v1a,")
	if !ed25519.Verify(public, []byte(usualID+"."+usualTime+"."+risk), signature) {
		t.Error("the signature is not one")
	}
	for _, text := range []string{asymmetricSecret, asymmetricPublic} {
		if _, err := ParseSecret(text); !errors.Is(err, ErrSecret) {
			t.Errorf("%s…: %v", text[:5], err)
		}
	}
}

var usual = time.Unix(1767225600, 0)

func TestVerify(t *testing.T) {
	reserialised := strings.ReplaceAll(risk, ",", ", ")
	for _, c := range []struct {
		name, id, timestamp, signature, body string
		want                                 error
	}{
		{"good", usualID, usualTime, good, risk, nil},
		{"no id", "", usualTime, good, risk, ErrMissingHeader},
		{"no timestamp", usualID, "", good, risk, ErrMissingHeader},
		{"no signature", usualID, usualTime, "", risk, ErrMissingHeader},
		{"timestamp in words", usualID, "now", good, risk, ErrInvalidHeader},
		{"timestamp with a fraction", usualID, usualTime + ".0", good, risk, ErrInvalidHeader},
		{"timestamp with a sign", usualID, "+" + usualTime, good, risk, ErrInvalidHeader},
		{"timestamp before 1970", usualID, "-" + usualTime, good, risk, ErrInvalidHeader},
		{"timestamp with a zero before", usualID, "0" + usualTime, good, risk, ErrInvalidHeader},
		{"timestamp that overflows", usualID, "9223372036854775807", good, risk, ErrInvalidHeader},
		{"timestamp in milliseconds", usualID, usualTime + "000", good, risk, ErrInvalidHeader},
		{"other id", "msg_2", usualTime, good, risk, ErrNoMatch},
		{"other time", usualID, "1767225601", good, risk, ErrNoMatch},
		{"other body", usualID, usualTime, good, reserialised, ErrNoMatch},
		{"other key", usualID, usualTime, bad, risk, ErrNoMatch},
		{"empty token", usualID, usualTime, "v1,", risk, ErrNoMatch},
		{"no comma", usualID, usualTime, "v1" + good[3:], risk, ErrNoMatch},
		{"only unknown versions", usualID, usualTime, "v2," + good[3:] + " v1a," + good[3:], risk, ErrNoMatch},
		{"only spaces", usualID, usualTime, "   ", risk, ErrNoMatch},
		{"one character short", usualID, usualTime, good[:len(good)-1], risk, ErrNoMatch},
		{"unknown version first", usualID, usualTime, "v2,abc= " + good, risk, nil},
		{"a good v1a of theirs alone", usualID, usualTime, asymmetric, risk, ErrNoMatch},
		{"a good v1a before a good one", usualID, usualTime, asymmetric + " " + good, risk, nil},
		{"a good v1a before a bad one", usualID, usualTime, asymmetric + " " + bad, risk, ErrNoMatch},
		{"a v1a renamed to v1", usualID, usualTime, "v1," + asymmetric[len("v1a,"):], risk, ErrNoMatch},
		{"nonsense first", usualID, usualTime, "nonsense v1, ,, " + good, risk, nil},
		{"good one first", usualID, usualTime, good + " " + bad, risk, nil},
		{"good one last of four", usualID, usualTime, bad + " v1,x= v1a,y= " + good, risk, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := header(c.id, c.timestamp, c.signature)
			if err := Verify(parse(t, k32), h, []byte(c.body), usual); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestVerifyTolerance(t *testing.T) {
	h := header(usualID, usualTime, good)
	for _, c := range []struct {
		age  time.Duration
		want error
	}{
		{0, nil},
		{Tolerance, nil},
		{Tolerance + time.Nanosecond, ErrTooOld},
		{Tolerance + time.Second, ErrTooOld},
		{1000 * time.Hour, ErrTooOld},
		{-Tolerance, nil},
		{-Tolerance - time.Nanosecond, ErrTooNew},
		{-Tolerance - time.Second, ErrTooNew},
		{-1000 * time.Hour, ErrTooNew},
	} {
		if err := Verify(parse(t, k32), h, []byte(risk), usual.Add(c.age)); !errors.Is(err, c.want) {
			t.Errorf("age %v: got %v, want %v", c.age, err, c.want)
		}
	}
}

func TestVerifyNeedsASecret(t *testing.T) {
	// Anyone can compute this signature: its key is empty.
	forged := header(usualID, usualTime, "v1,"+Secret{}.signature(usualID, usualTime, []byte(risk)))
	for _, secrets := range [][]Secret{nil, {{}}} {
		if err := Verify(secrets, forged, []byte(risk), usual); !errors.Is(err, ErrNoSecret) {
			t.Errorf("got %v", err)
		}
	}
	if err := Verify(append([]Secret{{}}, parse(t, k32)...), forged, []byte(risk), usual); !errors.Is(err, ErrNoMatch) {
		t.Errorf("beside a real one: got %v", err)
	}
}

// Foreign senders may use full stops; only we must never mint one.
func TestVerifyAcceptsForeignIDs(t *testing.T) {
	s := parse(t, k32)
	h := header("a.b", usualTime, "v1,"+s[0].signature("a.b", usualTime, []byte(risk)))
	if err := Verify(s, h, []byte(risk), usual); err != nil {
		t.Error(err)
	}
}

func TestEveryChangedByteIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := []Secret{{rapid.SliceOfN(rapid.Byte(), minSecret, maxSecret).Draw(t, "key")}}
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		h, err := Sign(s, usualID, usual, body)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(s, h, body, usual); err != nil {
			t.Fatal(err)
		}
		body[rapid.IntRange(0, len(body)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if err := Verify(s, h, body, usual); !errors.Is(err, ErrNoMatch) {
			t.Errorf("got %v", err)
		}
	})
}

// Whatever the headers say, nothing panics, and what is believed here the
// reference library believes as well.
func FuzzVerify(f *testing.F) {
	f.Add(usualID, usualTime, good)
	f.Add(usualID, usualTime, "v1, v1 ,v1 v2,x "+good)
	f.Add("a.b", "-1", "v1,x,y")
	f.Add("", "99999999999999999999", " ")
	secrets := parse(f, k32)
	theirs, err := standard.NewWebhook(k32)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, id, timestamp, signature string) {
		h := http.Header{}
		h.Set(HeaderID, id)
		h.Set(HeaderTimestamp, timestamp)
		h.Set(HeaderSignature, signature)
		if Verify(secrets, h, []byte(risk), usual) == nil {
			if err := theirs.VerifyIgnoringTimestamp([]byte(risk), h); err != nil {
				t.Errorf("believed what the reference library refuses: %v", err)
			}
		}
	})
}
