package provider

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"errors"
	"net/http"
	"strings"
)

// salesforce sends outbound messages (SOAP) of records that changed, and what a
// flow's HTTP callout is told to send. It signs neither. An outbound message is
// proven by the secret part of its address and the organization's id in it, a
// callout by the credential that the flow's named credential sets.
var salesforce = Provider{
	Name: "salesforce", Takes: []Shape{Organization, Secret, Basic, Header},
	verify: verifySalesforce,
	decode: decodeSalesforce,
	answer: acknowledge,
}

// organizationID is how many characters of an id tell organizations apart: what
// follows is a checksum that administrators often leave out.
const organizationID = 15

// verifySalesforce looks at the address first, so that strangers have nothing parsed.
func verifySalesforce(r Request, c Credential) error {
	if c.Shape() != Organization {
		return verifyStatic(r, c)
	}
	if !sameSecret(c.URLToken, r.Token) {
		return errStatic
	}
	message, err := readEnvelope(r.Body)
	if err != nil {
		return errors.New("the body is no outbound message")
	}
	want, given := c.OrganizationID, message.Organization
	if len(want) < organizationID || len(given) < organizationID || !sameSecret(want[:organizationID], given[:organizationID]) {
		return errors.New("the message is of another organization")
	}
	return nil
}

// envelope is an outbound message. Only the fields that were chosen in Setup are there.
type envelope struct {
	Organization  string `xml:"Body>notifications>OrganizationId"`
	Notifications []struct {
		ID     string `xml:"Id"`
		Record struct {
			Type   string `xml:"type,attr"`
			Fields []struct {
				XMLName xml.Name
				Value   string `xml:",chardata"`
			} `xml:",any"`
		} `xml:"sObject"`
	} `xml:"Body>notifications>Notification"`
}

// readEnvelope refuses document types: no message has one, and attacks on parsers do.
func readEnvelope(body []byte) (e envelope, err error) {
	if !isXML(body) || bytes.Contains(body, []byte("<!DOCTYPE")) || bytes.Contains(body, []byte("<!ENTITY")) || xml.Unmarshal(body, &e) != nil {
		return e, misshapen("")
	}
	return e, nil
}

func isXML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n\ufeff"), []byte("<"))
}

// decodeSalesforce gives every record as {"organization", "notification", "object",
// "fields"}; a callout's body as it is.
func decodeSalesforce(r Request, c Credential) (events, error) {
	if !isXML(r.Body) {
		return objects(r, c)
	}
	message, err := readEnvelope(r.Body)
	if err != nil {
		return events{}, err
	}
	var found events
	for _, n := range message.Notifications {
		fields := make(map[string]any, len(n.Record.Fields))
		for _, f := range n.Record.Fields {
			fields[f.XMLName.Local] = textOrNull(f.Value)
		}
		found.all = append(found.all, map[string]any{
			"organization": message.Organization, "notification": n.ID,
			"object": localName(n.Record.Type), "fields": fields,
		})
	}
	return found, nil
}

// localName is what stands behind the prefix of a name: sf:Account.
func localName(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// acknowledgement ends an outbound message; without it Salesforce sends it again.
//
//go:embed salesforce_ack.xml
var acknowledgement []byte

func acknowledge(r Request) (Answer, bool) {
	return Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, Body: acknowledgement}, isXML(r.Body)
}
