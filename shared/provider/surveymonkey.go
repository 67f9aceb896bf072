package provider

import (
	"crypto/sha1" //nolint:gosec // what SurveyMonkey signs with
	"encoding/base64"
	"net/http"
)

// surveyMonkey tells that a response is there, by ids alone. It asks with HEAD
// whether the address answers.
var surveyMonkey = Provider{
	Name: "surveymonkey", Signs: true, Takes: []Shape{Client},
	verify:    verifySurveyMonkey,
	decode:    object,
	handshake: shakes(http.MethodHead),
}

// verifySurveyMonkey checks base64(HMAC-SHA1(client id + "&" + client secret, body)).
// No time is signed.
func verifySurveyMonkey(r Request, c Credential) error {
	want := mac(sha1.New, c.ClientID+"&"+c.ClientSecret, r.Body)
	return matches(base64.StdEncoding.EncodeToString(want), r.Header.Get("Sm-Signature"))
}
