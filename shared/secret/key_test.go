package secret

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSealedOpensAtItsPlaceOnly(t *testing.T) {
	k, other := key(t, 0), key(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		plaintext := rapid.SliceOf(rapid.Byte()).Draw(t, "plaintext")
		aad := rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		sealed, err := k.Seal(ctx, plaintext, aad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(ctx, sealed, aad); err != nil || !bytes.Equal(got, plaintext) {
			t.Fatalf("opened %x: %v", got, err)
		}
		if _, err := k.Open(ctx, sealed, append(aad, 0)); !errors.Is(err, ErrOpen) {
			t.Errorf("at another place: %v", err)
		}
		if _, err := other.Open(ctx, sealed, aad); !errors.Is(err, ErrOpen) {
			t.Errorf("under another key: %v", err)
		}
		if len(plaintext) >= 8 && bytes.Contains(sealed, plaintext) {
			t.Error("the plaintext shows")
		}
	})
}

func TestDamageIsNoticed(t *testing.T) {
	ctx, k := t.Context(), key(t, 0)
	sealed, err := k.Seal(ctx, []byte("whsec_example"), []byte("EP/ep_1"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1
		want := ErrOpen
		if i == 0 {
			want = ErrFormat
		}
		if _, err := k.Open(ctx, damaged, []byte("EP/ep_1")); !errors.Is(err, want) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := k.Open(ctx, sealed[:i], []byte("EP/ep_1")); err == nil {
			t.Errorf("cut to %d bytes: it opened", i)
		}
	}
}

func TestSealingTwiceDiffers(t *testing.T) {
	k := key(t, 0)
	a, _ := k.Seal(t.Context(), []byte("same"), nil)
	b, _ := k.Seal(t.Context(), []byte("same"), nil)
	if bytes.Equal(a, b) {
		t.Error("equal secrets can be recognised")
	}
}

// Sealed values and hashes outlive every release. The vectors were computed
// with Python's hmac and cryptography from the root key 00 01 … 1f.
func TestFormatStaysReadable(t *testing.T) {
	k := key(t, 0)
	sealed, err := hex.DecodeString(sealedVector)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(t.Context(), sealed, []byte("EP/ep_1")); err != nil || string(got) != "whsec_example" {
		t.Errorf("opened %q: %v", got, err)
	}
	for want, parts := range map[string][]string{
		"2e14b2a343f3156d1a748d574d0cf60c": {},
		"186872ab91706aff8d3d3e5014be91a2": {""},
		"7049f9ce7e078d0692386016ca05e91e": {"acme", "u-17"},
		"f2560982ec8dc320e945b8d7543ad74b": {"Zoë"},
	} {
		if got := k.Hash(parts...); got != want {
			t.Errorf("hash of %q is %s, want %s", parts, got, want)
		}
	}
}

const sealedVector = "01000102030405060708090a0bd00ebf2a9e94744cf146c950b70e2e9a0426568b6fda56265ce4bdbb22"

func TestHashSeparatesParts(t *testing.T) {
	k := key(t, 0)
	seen := map[string][]string{}
	for _, parts := range [][]string{
		{}, {""}, {"", ""}, {"abc"}, {"ab", "c"}, {"a", "bc"}, {"a", "b", "c"}, {"abc", ""}, {"", "abc"}, {"a\x00bc"}, {"c", "ab"},
	} {
		h := k.Hash(parts...)
		if twin, taken := seen[h]; taken {
			t.Errorf("%q and %q share a hash", parts, twin)
		}
		if len(h) != 32 || strings.Trim(h, "0123456789abcdef") != "" || h == key(t, 1).Hash(parts...) {
			t.Errorf("hash of %q is %s", parts, h)
		}
		seen[h] = parts
	}
}

func TestKeysAreNotPrinted(t *testing.T) {
	k := key(t, 0)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, v := range []any{k, *k, []*Key{k}, struct{ K Key }{*k}} {
			if text := fmt.Sprintf(verb, v); len(text) > 60 {
				t.Errorf("%s of %T prints %s", verb, v, text)
			}
		}
	}
	if text := fmt.Sprintf("%v %+v %#v", k, *k, k); text != "secret.Key(***) secret.Key(***) secret.Key(***)" {
		t.Errorf("prints %s", text)
	}
}

func TestFromKeyWantsAWholeKey(t *testing.T) {
	for _, size := range []int{0, 16, 31, 33} {
		if _, err := FromKey(make([]byte, size)); err == nil {
			t.Errorf("took %d bytes", size)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := key(f, 0)
	f.Add([]byte{}, []byte{})
	f.Add([]byte{formatLocal}, []byte("EP/ep_1"))
	f.Add([]byte{formatLocal + 1, 2, 3}, []byte{})
	f.Add(bytes.Repeat([]byte{formatLocal}, 29), []byte{})
	f.Fuzz(func(t *testing.T, sealed, aad []byte) {
		if _, err := k.Open(t.Context(), sealed, aad); !errors.Is(err, ErrOpen) && !errors.Is(err, ErrFormat) {
			t.Errorf("%v", err)
		}
	})
}

// key makes the Key whose root key counts up from first.
func key(t testing.TB, first byte) *Key {
	t.Helper()
	root := make([]byte, KeySize)
	for i := range root {
		root[i] = first + byte(i)
	}
	k, err := FromKey(root)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
