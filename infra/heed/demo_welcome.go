package main

import "fmt"

// welcome prints where to look, the key, and a command that makes something
// happen. At most twelve lines, the one about making the portfolio included:
// they are the first that anybody sees of Heed.
func (d *demonstration) welcome(publicURL string) error {
	_, err := fmt.Fprintf(d.terminal.out, `Heed listens at %[1]s/ – 200 made-up customers, a year of their signals.
Admin key: %[2]s
Make Northwind unhappy by pasting this; pasting it twice counts once:
curl -sS %[1]s/v1/signals -H 'Authorization: Bearer %[2]s' -H 'Content-Type: application/json' -d '%[3]s'
Webhooks are printed here as they arrive. Ctrl-C stops; delete %[4]s to begin anew.
The demo may post to private addresses, its receiver being one: make no endpoints here that you do not trust.
`, publicURL, d.key, unhappy, d.dir)
	return err
}

// unhappy is a bad week at Northwind, without times: it happens when it is sent.
const unhappy = `[
 {"id":"tour-1","source":"tour","type":"usage.reported","subject":"northwind","data":{"metric":"seats_used","value":14}},
 {"id":"tour-2","source":"tour","type":"ticket.opened","subject":"northwind","data":{"ticket":"t-9001","priority":"urgent"}},
 {"id":"tour-3","source":"tour","type":"contact.left","subject":"northwind","data":{"contact":"u-northwind-2"}},
 {"id":"tour-4","source":"tour","type":"feedback.csat","subject":"northwind","data":{"score":1,"contact":"u-northwind-3","touchpoint":"support"}},
 {"id":"tour-5","source":"tour","type":"feedback.nps","subject":"northwind","data":{"score":1,"contact":"u-northwind-1","role":"decision_maker","touchpoint":"support"}}]`
