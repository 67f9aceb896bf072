package main

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"hash/crc32"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/heed-cs/heed/shared/records"
	"github.com/heed-cs/heed/shared/secret"
	"github.com/heed-cs/heed/shared/store"
)

// cloudStub stands for DynamoDB, SQS and KMS at one address: it answers at once
// that the table is empty but for the root key. Its certificate hangs on a chain
// of three with RSA keys of 2048 bits, as Amazon's do.
type cloudStub struct {
	*httptest.Server
	rootKey map[string]any // the item

	mu       sync.Mutex
	answered []time.Time // calls of DynamoDB
}

func newCloudStub(ctx context.Context, dir string) (*cloudStub, error) {
	c := &cloudStub{}
	capture := &captured{}
	if err := records.NewRootKey(capture).Keep(ctx, []byte("wrapped")); err != nil {
		return nil, err
	}
	c.rootKey = map[string]any{
		"pk": map[string]any{"S": capture.item.Partition}, "sk": map[string]any{"S": capture.item.Sort},
		"v": map[string]any{"N": "1"}, "d": map[string]any{"B": capture.item.Data},
	}
	chain, root, err := chainOfThree()
	if err != nil {
		return nil, err
	}
	c.Server = httptest.NewUnstartedServer(c)
	c.Server.Config.ErrorLog = log.New(io.Discard, "", 0) // processes are ended in the middle of calls
	c.Server.TLS = &tls.Config{Certificates: []tls.Certificate{chain}}
	c.Server.StartTLS()
	return c, os.WriteFile(filepath.Join(dir, "root.pem"), root, 0o600)
}

// captured is a table that keeps the item written last.
type captured struct {
	store.Table
	item store.Item
}

func (c *captured) Write(_ context.Context, ops ...store.Op) error {
	c.item = ops[0].Item
	return nil
}

// first is when the first call of DynamoDB after a moment was answered.
func (c *cloudStub) first(after time.Time) (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, at := range c.answered {
		if at.After(after) {
			return at, true
		}
	}
	return time.Time{}, false
}

func (c *cloudStub) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered = nil
}

// ServeHTTP answers what the protocols of the three services ask.
func (c *cloudStub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked, _ := io.ReadAll(r.Body) // what breaks off is not answered
	service, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, _ := json.Marshal(c.answer(service, action, asked)) // plain data
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10))
	_, _ = w.Write(body)
	if strings.HasPrefix(service, "DynamoDB") {
		c.mu.Lock()
		c.answered = append(c.answered, time.Now())
		c.mu.Unlock()
	}
}

func (c *cloudStub) answer(service, action string, asked []byte) any {
	switch {
	case service == "TrentService":
		return map[string]any{"Plaintext": make([]byte, secret.KeySize)}
	case action == "SendMessageBatch":
		return sent(asked)
	case action == "GetItem" && strings.Contains(string(asked), `"ROOTKEY"`):
		return map[string]any{"Item": c.rootKey}
	case action == "Query":
		return map[string]any{"Items": []any{}, "Count": 0}
	case action == "BatchGetItem":
		return map[string]any{"Responses": map[string]any{}, "UnprocessedKeys": map[string]any{}}
	}
	return struct{}{}
}

// sent says that a queue took all messages in.
func sent(asked []byte) any {
	var batch struct {
		Entries []struct{ ID, MessageBody string }
	}
	_ = json.Unmarshal(asked, &batch) // of the SDK's own making
	taken := []map[string]string{}
	for _, e := range batch.Entries {
		sum := md5.Sum([]byte(e.MessageBody))
		taken = append(taken, map[string]string{"Id": e.ID, "MessageId": e.ID, "MD5OfMessageBody": hex.EncodeToString(sum[:])})
	}
	return map[string]any{"Successful": taken, "Failed": []any{}}
}

// chainOfThree makes a certificate for this machine, and the root in which it ends.
func chainOfThree() (chain tls.Certificate, root []byte, err error) {
	var above *signer
	for _, name := range []string{"root", "between", "localhost"} {
		s, err := above.sign(name)
		if err != nil {
			return chain, nil, err
		}
		if above != nil {
			chain.Certificate = append([][]byte{s.raw}, chain.Certificate...)
			chain.PrivateKey = s.key
		} else {
			root = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.raw})
		}
		above = s
	}
	return chain, root, nil
}

type signer struct {
	raw  []byte
	cert *x509.Certificate
	key  *rsa.PrivateKey
}

// sign makes the next certificate of a chain; nil signs itself.
func (s *signer) sign(name string) (*signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	next := &signer{key: key, cert: &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IsCA: name != "localhost", BasicConstraintsValid: true,
	}}
	if s == nil {
		s = next
	}
	if next.raw, err = x509.CreateCertificate(rand.Reader, next.cert, s.cert, &key.PublicKey, s.key); err != nil {
		return nil, err
	}
	next.cert, err = x509.ParseCertificate(next.raw)
	return next, err
}
