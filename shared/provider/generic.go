package provider

import "strings"

// generic takes any JSON of any tool, which the connection's mapping explains. A
// credential that begins with whsec_ stands for Standard Webhooks signatures, any
// other string for a bearer token.
var generic = Provider{
	Name: "generic", Takes: static,
	verify: verifyGeneric,
	decode: objects,
}

func verifyGeneric(r Request, c Credential) error {
	if strings.HasPrefix(c.Secret, "whsec_") {
		return verifyStandard(r, c)
	}
	return verifyStatic(r, c)
}

// standardWebhooks takes any JSON of tools that sign by the Standard Webhooks
// specification: id, time and body, at most five minutes off either way.
var standardWebhooks = Provider{
	Name: "standard-webhooks", Signs: true, Takes: []Shape{Secret},
	verify: verifyStandard,
	decode: objects,
}
