// Package wiring carries the template that AWS deploys, so that an installed
// heed knows the same map without the source beside it.
package wiring

import _ "embed"

// Template is template.yaml: every function, route, queue, table and schedule.
//
//go:embed template.yaml
var Template []byte
