package provider

// freshdesk sends what an automation rule is told to send. It signs nothing: a
// header of the rule's own, or basic authentication, and the address prove it.
var freshdesk = Provider{
	Name: "freshdesk", Takes: []Shape{Header, Basic},
	verify: verifyStatic,
	decode: object,
}

// freshsales sends what a workflow is told to send: Heed's template. It signs
// nothing either.
var freshsales = Provider{
	Name: "freshsales", Takes: []Shape{Header, Basic},
	verify: verifyStatic,
	decode: object,
}
