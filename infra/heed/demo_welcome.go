package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/heed-cs/heed/infra/demo"
)

// welcome prints where to look, the key, and the command that makes something
// happen. At most twelve lines: they are the first thing anybody sees of Heed.
func (d *demonstration) welcome(publicURL string, now time.Time) error {
	curl, err := d.curl(publicURL, now)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d.terminal.out, `Heed listens at %s/ – look there. 200 made-up accounts, a year of signals.
Admin key: %s
Make Northwind unhappy – paste this:

%s

Each webhook is printed here as it arrives. Ctrl-C stops; deleting %s begins anew.
`, publicURL, d.key, curl, d.dir)
	return err
}

// curl is a command that says all at once what makes Northwind a critical account.
func (d *demonstration) curl(publicURL string, now time.Time) (string, error) {
	var told []string
	for _, s := range demo.MakeUnhappy(now) {
		raw, err := json.Marshal(s)
		if err != nil {
			return "", err
		}
		told = append(told, "  "+strings.ReplaceAll(string(raw), "'", `'\''`))
	}
	return fmt.Sprintf("curl %s/v1/signals -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '[\n%s]'",
		publicURL, d.key, strings.Join(told, ",\n")), nil
}
