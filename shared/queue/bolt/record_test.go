package bolt

import (
	"bytes"
	"maps"
	"testing"
)

func FuzzDecodeState(f *testing.F) {
	f.Add([]byte{})
	f.Add(state{visibleAt: 1, sentAt: -1, received: 3, group: "acme"}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decodeState(b)
		if err != nil {
			return
		}
		if !bytes.Equal(s.encode(), b) {
			t.Errorf("%x was read as %+v, which writes %x", b, s, s.encode())
		}
	})
}

func FuzzDecodeContent(f *testing.F) {
	f.Add([]byte{})
	f.Add(content{map[string]string{"reason": "broken", "": ""}, []byte("body")}.encode())
	f.Add([]byte{format, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := decodeContent(b)
		if err != nil {
			return
		}
		again, err := decodeContent(c.encode())
		if err != nil || !maps.Equal(again.attributes, c.attributes) || !bytes.Equal(again.body, c.body) {
			t.Errorf("%x was read as %+v, and its copy as %+v, %v", b, c, again, err)
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add("reason", "broken", "k", "", []byte("body"))
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string, body []byte) {
		c := content{map[string]string{k1: v1, k2: v2}, body}
		got, err := decodeContent(c.encode())
		if err != nil || !maps.Equal(got.attributes, c.attributes) || !bytes.Equal(got.body, body) {
			t.Errorf("wrote %+v, read %+v, %v", c, got, err)
		}
	})
}

func TestDecodeRefusesOtherFormats(t *testing.T) {
	s, c := state{}.encode(), content{}.encode()
	s[0], c[0] = format+1, format+1
	if _, err := decodeState(s); err == nil {
		t.Error("a state of another format was read")
	}
	if _, err := decodeContent(c); err == nil {
		t.Error("a content of another format was read")
	}
}
