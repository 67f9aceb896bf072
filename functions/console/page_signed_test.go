package console

import (
	"go/parser"
	"go/token"
	"html"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestRequestVerifiesInAShell runs what the page offers for pasting.
func TestRequestVerifiesInAShell(t *testing.T) {
	for _, tool := range []string{"sh", "openssl", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s here", tool)
		}
	}
	for _, body := range []string{`{"reason":"It's <bad> & $HOME \\ %s"}`, "{\"a\":\"ü\u2028`\"}"} {
		script := signed(t, body).shell(demoSecret)
		if out := shell(t, script); !strings.HasPrefix(out, "good: v1,") {
			t.Errorf("the script says %q", out)
		}
		if out := shell(t, strings.Replace(script, "body='{", "body='{ ", 1)); !strings.HasPrefix(out, "BAD") {
			t.Errorf("of another body the script says %q", out)
		}
	}
}

func shell(t *testing.T, script string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh")
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}

func TestProgramsAreGo(t *testing.T) {
	for _, body := range []string{`{"a":1}`, "{\"a\":\"`\"}"} {
		program := signed(t, body).program(demoSecret)
		if _, err := parser.ParseFile(token.NewFileSet(), "main.go", program, parser.AllErrors); err != nil {
			t.Errorf("%v in\n%s", err, program)
		}
	}
}

func TestPageShowsRequestByteForByte(t *testing.T) {
	_, home := shown(t)
	m := regexp.MustCompile(`(?s)<details id="raw".*?<pre[^>]*>(.*?)</pre>`).FindStringSubmatch(home.page("/"))
	if m == nil {
		t.Fatal("the page shows no request")
	}
	got := signed(t, `{"reason":"It's <bad>"}`)
	if raw := html.UnescapeString(m[1]); raw != got.raw() || !strings.HasSuffix(raw, string(got.Body)) {
		t.Errorf("the page shows\n%s", raw)
	}
}
