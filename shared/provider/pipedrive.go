package provider

// pipedrive sends changes of deals and organizations (webhooks v2). It signs
// nothing: HTTP basic authentication and the address are all that prove it.
var pipedrive = Provider{
	Name: "pipedrive", Takes: []Shape{Basic},
	verify: verifyStatic,
	decode: object,
}
