package cloud

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAmazonsRoots compares the certificates with the fingerprints that Amazon publishes.
func TestAmazonsRoots(t *testing.T) {
	var got []string
	for block, rest := pem.Decode(amazon); block != nil; block, rest = pem.Decode(rest) {
		sum := sha256.Sum256(block.Bytes)
		got = append(got, hex.EncodeToString(sum[:]))
	}
	want := []string{
		"8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
		"1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
		"18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
		"e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
		"568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the fingerprints are %v", got)
	}
}

// TestWhoIsTrusted connects to a server whose certificate none of Amazon's roots
// vouches for.
func TestWhoIsTrusted(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	t.Cleanup(server.Close)
	own := filepath.Join(t.TempDir(), "own.pem")
	if err := os.WriteFile(own, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	amazons := filepath.Join(t.TempDir(), "amazon.pem")
	if err := os.WriteFile(amazons, amazon, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, bundle string
		system       string // whom the system trusts
		trusted      bool
	}{
		{"nobody vouches", "", "", false},
		{"the bundle vouches", own, "", true},
		{"the system vouches", "", own, true},
		{"the bundle alone counts", amazons, own, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("AWS_CA_BUNDLE", c.bundle)
			d, err := newDialer()
			if err != nil {
				t.Fatal(err)
			}
			d.system = pool(t, c.system)
			conn, err := d.dialTLS(t.Context(), "tcp", strings.TrimPrefix(server.URL, "https://"))
			if (err == nil) != c.trusted {
				t.Fatalf("connecting: %v, want trusted %v", err, c.trusted)
			}
			if conn != nil {
				conn.Close()
			}
		})
	}
}

func pool(t *testing.T, file string) *x509.CertPool {
	t.Helper()
	p := x509.NewCertPool()
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p.AppendCertsFromPEM(text)
	}
	return p
}

func TestABundleThatIsMissingIsNamed(t *testing.T) {
	t.Setenv("AWS_CA_BUNDLE", filepath.Join(t.TempDir(), "none.pem"))
	t.Setenv("AWS_REGION", "x")
	if _, err := Config(); err == nil || !strings.Contains(err.Error(), "AWS_CA_BUNDLE") {
		t.Errorf("got %v", err)
	}
}
