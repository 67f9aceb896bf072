// Package cloud connects Heed's adapters to AWS: where it is and who calls, from
// the environment that Lambda sets; how long a call is tried again; and what the
// operator does about an error that no repetition mends.
//
// Nothing wakes it but the adapters (dynamo, sqs, kms). It keeps no state, and
// reads environment variables once, when a function starts.
package cloud

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Config is what every client of this process shares: region, credentials and
// connections. It is read from the environment alone, because looking for
// profiles, instance roles and single sign-on would cost a cold start more than
// all else here; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> are honoured.
// The error names what is missing.
func Config() (aws.Config, error) {
	region := first("AWS_REGION", "AWS_DEFAULT_REGION")
	if region == "" {
		return aws.Config{}, errors.New("cloud: AWS_REGION is not set: Lambda sets it; elsewhere, export it")
	}
	connections, err := client()
	if err != nil {
		return aws.Config{}, err
	}
	c := aws.Config{
		Region:        region,
		Credentials:   aws.CredentialsProviderFunc(credentials),
		HTTPClient:    connections,
		ConfigSources: []any{endpoints{}},
	}
	if url := os.Getenv("AWS_ENDPOINT_URL"); url != "" && !ignored() {
		c.BaseEndpoint = &url
	}
	return c, nil
}

func first(names ...string) string {
	for _, name := range names {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// credentials are those of the environment at each signing, so that exporting
// fresh ones is the only step there is.
func credentials(context.Context) (aws.Credentials, error) {
	c := aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
		Source:          "environment",
	}
	if c.AccessKeyID == "" || c.SecretAccessKey == "" {
		return c, &Misconfigured{
			Fix: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN of temporary ones); Lambda sets them from the function's role",
			Err: errors.New("no credentials in the environment"),
		}
	}
	return c, nil
}

// client is one pool of connections for all services, wide enough for the
// accounts that a function works on at once. A connection that died while Lambda
// had frozen the process is given up soon enough to try another.
func client() (*http.Client, error) {
	d, err := newDialer()
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           d.DialContext,
		DialTLSContext:        d.dialTLS,
		TLSHandshakeTimeout:   handshakeTime, // through a proxy
		ResponseHeaderTimeout: 5 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   32,
	}}, nil
}

// endpoints are the addresses in the environment, as the clients ask for them.
type endpoints struct{}

// GetServiceBaseEndpoint finds the address for one service, such as "DynamoDB".
func (endpoints) GetServiceBaseEndpoint(_ context.Context, service string) (string, bool, error) {
	url := os.Getenv("AWS_ENDPOINT_URL_" + strings.ReplaceAll(strings.ToUpper(service), " ", "_"))
	return url, url != "", nil
}

// Endpoint is the address of a service, such as "SQS", for what is called without
// a client of the SDK. It knows the public partitions of AWS; for others, the
// address is set in the environment.
func Endpoint(c aws.Config, service string) string {
	if url, found, _ := (endpoints{}).GetServiceBaseEndpoint(context.Background(), service); found && !ignored() {
		return url
	}
	if c.BaseEndpoint != nil {
		return *c.BaseEndpoint
	}
	suffix := "amazonaws.com"
	if strings.HasPrefix(c.Region, "cn-") {
		suffix += ".cn"
	}
	return "https://" + strings.ToLower(service) + "." + c.Region + "." + suffix
}

// GetIgnoreConfiguredEndpoints reports whether the environment switches such addresses off.
func (endpoints) GetIgnoreConfiguredEndpoints(context.Context) (bool, bool, error) {
	return ignored(), true, nil
}

func ignored() bool {
	return strings.EqualFold(os.Getenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), "true")
}
