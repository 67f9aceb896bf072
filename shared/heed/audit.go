package heed

import "time"

// Act is what an entry of the audit log is about.
type Act string

// What is kept: who changed what, and who read of people.
const (
	Changed      Act = "changed"
	ReadPersonal Act = "read_personal"
)

// Audit is one entry of the audit log. It holds no value that was written or
// read, and no contact.
type Audit struct {
	At      time.Time `json:"at"`
	Act     Act       `json:"act"`
	Key     string    `json:"key"` // id
	KeyName string    `json:"key_name"`
	// What is the method and the address, a contact in it left out; "/ui/…" for pages.
	What    string `json:"what"`
	Account string `json:"account,omitempty"`
	// Members are those of the body that was sent, by name.
	Members []string `json:"members,omitempty"`
	Request string   `json:"request,omitempty"` // its id, as log lines name it
}
