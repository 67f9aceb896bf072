package provider

// formbricks sends the responses to surveys, signed by the Standard Webhooks
// specification. Webhooks made before Formbricks had secrets sign nothing and are
// refused: make them anew.
var formbricks = Provider{
	Name: "formbricks", Signs: true, Takes: []Shape{Secret},
	verify: verifyStandard,
	decode: object,
}
