package provider

// chargebee sends what happens to subscriptions. It signs nothing: HTTP basic
// authentication, or a key in the address, and the address itself are all that
// prove it. Events come out of order; a resource's version tells which is newer.
var chargebee = Provider{
	Name: "chargebee", Takes: []Shape{Basic, Query},
	verify: verifyStatic,
	decode: object,
}
