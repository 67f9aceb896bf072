package webhook

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"pgregory.net/rapid"
)

const (
	k24 = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
	k32 = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	k64 = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
	kff = "whsec_//777//+++///vvv//777//+++///vvv//777//+++8="

	risk = `{"type":"account.risk.changed","timestamp":"2026-01-01T00:00:00Z","data":{"account_id":"acct_1","score":82,"previous_score":41,"band":"high"}}`
)

// The first vector is the reference library's own; the others were computed
// with Python's hmac and checked with OpenSSL and the reference library.
var vectors = []struct {
	name, secret, id string
	at               int64
	body, want       string
}{
	{"reference library", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	{"shortest key", k24, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", 1674087231, `{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}`, "v1,w9hHmpilBM+ZH5TWiqTF2V+zZhky2nrY7iwP4o0rZI0="},
	{"usual key", k32, "msg_01JH0000000000000000000000", 1767225600, risk, "v1,GN1nopVuaxzUbBPYXpfmdFrIEE9y9PRvWVpeEfd/7Ks="},
	{"longest key", k64, "msg_01JH0000000000000000000000", 1767225600, risk, "v1,56pVU3cSu1YOpc7pHW+Iv6wxL/W5epX3VT14hh15Mto="},
	{"empty body", k32, "msg_empty", 1767225600, "", "v1,k10XBqOzl0GF1ynbwUY7qtUw0poaNGcnOjLHwCCosHw="},
	{"beyond ASCII", k32, "msg_utf8", 1767225600, `{"type":"account.note","data":{"name":"Zoë — 株式会社 🚀"}}`, "v1,2IEQJyV2cSko8/VMA7jT3MCyut21lJD31jqPC25N0Cg="},
	{"line feed at the end", k32, "msg_nl", 1767225600, "{\"a\":1}\n", "v1,peCOow7eELcN9KufYz5LPjgw2nl2MMwdAQQ/3tnBxaU="},
	{"no line feed", k32, "msg_nl", 1767225600, `{"a":1}`, "v1,AwAPWcio4tY83ZIBMFxc2bfQmp5Kr6iNO9mJQLc3ze0="},
	{"plus and slash in the key", kff, "msg_b64", 1767225600, `{"a":1}`, "v1,4maysg3D65VYsYftbaXwFPw1eF8URZeWArScPxul6Mo="},
	{"a second later", k32, "msg_01JH0000000000000000000000", 1767225601, risk, "v1,eNy/akxLmCB+6n1kcKa/0XuM3xeXHVUZGiVESuu7LBQ="},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			secrets, at := parse(t, v.secret), time.Unix(v.at, 0)
			h, err := Sign(secrets, v.id, at, []byte(v.body))
			if err != nil {
				t.Fatal(err)
			}
			if got := h.Get(HeaderSignature); got != v.want {
				t.Errorf("signature %s, want %s", got, v.want)
			}
			if h.Get(HeaderID) != v.id || h.Get(HeaderTimestamp) != fmt.Sprint(v.at) {
				t.Errorf("headers %v", h)
			}
			if err := Verify(secrets, h, []byte(v.body), at); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRotationSignsWithEveryLiveSecretCurrentFirst(t *testing.T) {
	const want = "v1,GN1nopVuaxzUbBPYXpfmdFrIEE9y9PRvWVpeEfd/7Ks= v1,Fh6TmiTnJhURyX16/U4/+bCE/1tY8bJQqGjA6nB2oZw="
	at := time.Unix(1767225600, 0)
	secrets := append(parse(t, k32, k24), Secret{})
	h, err := Sign(secrets, "msg_01JH0000000000000000000000", at, []byte(risk))
	if err != nil {
		t.Fatal(err)
	}
	if got := h.Get(HeaderSignature); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	for _, known := range []string{k32, k24} {
		if err := Verify(parse(t, known), h, []byte(risk), at); err != nil {
			t.Errorf("a receiver that knows one of the two: %v", err)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	for _, id := range []string{"", "msg.1", ".", "msg 1", "msg\n1", "msg\r\nx: y", "müll", "\x7f"} {
		if _, err := Sign(parse(t, k32), id, time.Now(), nil); !errors.Is(err, ErrID) {
			t.Errorf("id %q: %v", id, err)
		}
	}
	for _, secrets := range [][]Secret{nil, {}, {{}}} {
		if _, err := Sign(secrets, "msg_1", time.Now(), nil); !errors.Is(err, ErrNoSecret) {
			t.Errorf("%d secrets: %v", len(secrets), err)
		}
	}
}

// The reference library reads the wall clock, so both sides sign for now.
func TestAgreesWithTheReferenceLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := Secret{rapid.SliceOfN(rapid.Byte(), minSecret, maxSecret).Draw(t, "key")}
		id := rapid.StringMatching(`[!-\-/-~]{1,40}`).Draw(t, "id")
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		now := time.Now()
		theirs, err := standard.NewWebhook(secret.Reveal())
		if err != nil {
			t.Fatal(err)
		}

		h, err := Sign([]Secret{{bytes.Repeat([]byte{7}, 24)}, secret}, id, now, body)
		if err != nil {
			t.Fatal(err)
		}
		if err := theirs.Verify(body, h); err != nil {
			t.Errorf("they refuse ours: %v", err)
		}

		signature, err := theirs.Sign(id, now, body)
		if err != nil {
			t.Fatal(err)
		}
		h.Set(HeaderSignature, "v1,bm9uc2Vuc2U= "+signature)
		if err := Verify([]Secret{secret}, h, body, now); err != nil {
			t.Errorf("we refuse theirs: %v", err)
		}
	})
}

func TestSecretTexts(t *testing.T) {
	bare := strings.TrimPrefix(k32, secretPrefix)
	for _, text := range []string{k24, k32, k64, kff} {
		if s := parse(t, text)[0]; s.Reveal() != text {
			t.Errorf("%s came back as %s", text, s.Reveal())
		}
	}
	if s := parse(t, bare)[0]; s.Reveal() != k32 {
		t.Error("a secret without its prefix is another secret")
	}
	for name, text := range map[string]string{
		"empty":                "",
		"prefix only":          secretPrefix,
		"other prefix":         "whsk_" + bare,
		"23 bytes":             Secret{make([]byte, 23)}.Reveal(),
		"65 bytes":             Secret{make([]byte, 65)}.Reveal(),
		"URL-safe":             strings.NewReplacer("+", "-", "/", "_").Replace(kff),
		"no padding":           strings.TrimRight(k32, "="),
		"line break":           k32[:20] + "\n" + k32[20:],
		"space":                k32 + " ",
		"stray bits":           strings.TrimSuffix(k32, "8=") + "9=",
		"characters not coded": secretPrefix + strings.Repeat("*", 44),
	} {
		if _, err := ParseSecret(text); !errors.Is(err, ErrSecret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewSecret(t *testing.T) {
	a, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.key) != newSecret || parse(t, a.Reveal())[0].Reveal() != a.Reveal() {
		t.Error("a new secret does not come back from its text")
	}
	if _, err := NewSecret(strings.NewReader("too short")); err == nil {
		t.Error("made a secret of too little chance")
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	s := parse(t, k32)[0]
	holder := struct{ Secrets []Secret }{[]Secret{s}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%c"} {
		for _, v := range []any{s, &s, holder} {
			text := fmt.Sprintf(verb, v)
			if !strings.Contains(text, "***") || strings.Contains(text, "AAEC") || strings.Contains(text, "102") || strings.Contains(text, "1 2") {
				t.Errorf("%s of %T prints %s", verb, v, text)
			}
		}
	}
}

func parse(t testing.TB, texts ...string) []Secret {
	t.Helper()
	var secrets []Secret
	for _, text := range texts {
		s, err := ParseSecret(text)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, s)
	}
	return secrets
}

func header(id, timestamp, signature string) http.Header {
	h := http.Header{}
	for name, value := range map[string]string{HeaderID: id, HeaderTimestamp: timestamp, HeaderSignature: signature} {
		if value != "" {
			h.Set(name, value)
		}
	}
	return h
}
