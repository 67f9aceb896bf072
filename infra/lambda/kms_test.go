package lambda

import (
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/heed-cs/heed/shared/secret/kms"
)

// TestTheKeyServiceOpensWhatItWrapped speaks to it as Heed does, and forgets it in between.
func TestTheKeyServiceOpensWhatItWrapped(t *testing.T) {
	wrapper := func(keyID string) *kms.Wrapper {
		server := httptest.NewServer(keyService{})
		t.Cleanup(server.Close)
		return kms.New(aws.Config{
			Region: region, HTTPClient: server.Client(), BaseEndpoint: &server.URL,
			Credentials: aws.CredentialsProviderFunc(credentials),
		}, keyID)
	}
	wrapped, err := wrapper("one").Generate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, err := wrapper("one").Unwrap(t.Context(), wrapped)
	if err != nil || len(first) != 32 {
		t.Fatalf("unwrapped %d bytes, %v", len(first), err)
	}
	again, err := wrapper("one").Unwrap(t.Context(), wrapped)
	if err != nil || string(again) != string(first) {
		t.Errorf("unwrapped another key the second time, %v", err)
	}
	for name, bad := range map[string]struct {
		key     string
		wrapped []byte
	}{"another key": {"two", wrapped}, "another text": {"one", []byte("nonsense")}} {
		if _, err := wrapper(bad.key).Unwrap(t.Context(), bad.wrapped); err == nil {
			t.Errorf("%s opens it", name)
		}
	}
}
