package blackbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// problem is an RFC 9457 document as Heed writes it.
type problem struct {
	Type, Title, Code, Detail string
	Status                    int
	RequestID                 string `json:"request_id"`
	Errors                    []struct {
		Index                 *int
		Pointer, Code, Detail string
	}
}

// refusal says what is wrong with a refused request's answer: it must be a
// problem document of the status that names the pointer, unless that is "-".
func refusal(a answer, status int, pointer string) string {
	var doc problem
	if err := json.Unmarshal(a.body, &doc); err != nil || a.header.Get("Content-Type") != "application/problem+json" {
		return fmt.Sprintf("%d %s is no problem document: %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	names := func(e struct {
		Index                 *int
		Pointer, Code, Detail string
	},
	) bool {
		return e.Pointer == pointer && e.Code != "" && e.Detail != ""
	}
	switch {
	case a.status != status || doc.Status != a.status:
		return fmt.Sprintf("it is answered %d and not %d: %s", a.status, status, a.body)
	case doc.Code == "" || doc.Title == "" || doc.Type == "" || doc.Detail == "" || doc.RequestID == "":
		return fmt.Sprintf("the problem lacks a member: %s", a.body)
	case pointer != "-" && !slices.ContainsFunc(doc.Errors, names):
		return fmt.Sprintf("the problem does not name %q: %s", pointer, a.body)
	case strings.Contains(string(a.body), "goroutine") || strings.Contains(string(a.body), ".go:"):
		return fmt.Sprintf("the problem shows the program's inside: %s", a.body)
	}
	return ""
}
