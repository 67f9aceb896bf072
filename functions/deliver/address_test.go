package deliver

import (
	"net/netip"
	"os"
	"strings"
	"testing"
)

func lines(t *testing.T, name string) []string {
	t.Helper()
	return strings.Split(strings.TrimSpace(string(must(os.ReadFile("../../shared/webhook/testdata/"+name)))), "\n")
}

// TestTheListedAddressesAtDialTime holds the connection to the list that creating
// an endpoint is held to: as a literal, and as what a name resolves to.
func TestTheListedAddressesAtDialTime(t *testing.T) {
	special, public := lines(t, "special.txt"), lines(t, "public.txt")
	if len(special) != 56 || len(public) != 6 {
		t.Errorf("%d and %d addresses are listed", len(special), len(public))
	}
	literal, named := newProbe(newGuard(false, nil)), newProbe(newGuard(false, nil))
	for _, text := range special {
		addr := netip.MustParseAddr(text)
		wantBlocked(t, literal, "https://"+host(addr)+"/")
		wantBlocked(t, named.answering(addr.Unmap()), "https://hook.example/")
	}
	for _, text := range public {
		addr := netip.MustParseAddr(text)
		wantDialled(t, literal, "https://"+host(addr)+"/")
		wantDialled(t, named.answering(addr), "https://hook.example/")
	}
}
