package traffic

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/heed-cs/heed/infra/cost"
	"github.com/heed-cs/heed/shared/heed"
)

func TestMixIsWhole(t *testing.T) {
	sum, usage := 0, 0
	for _, s := range shares {
		sum += s.perMille
		if s.kind == heed.UsageReported {
			usage += s.perMille
		}
	}
	if sum != 1000 || usage != 600 {
		t.Errorf("the shares add up to %d, usage is %d", sum, usage)
	}
}

func TestClockKeepsOrder(t *testing.T) {
	c, got := &clock{}, ""
	c.at(2*time.Second, func() { got += "c" })
	c.at(time.Second, func() { got += "a"; c.in(0, func() { got += "b" }) })
	c.at(time.Hour, func() { got += "late" })
	if c.run(time.Minute); got != "abc" || c.now != time.Minute {
		t.Errorf("%q happened until %v", got, c.now)
	}
}

// TestASmallDay runs the whole flow: everything that is said is stored, judged and
// billed, and costs more than the floor.
func TestASmallDay(t *testing.T) {
	in, err := install(t.Context(), t.TempDir(), Portfolio{Accounts: 20, Stored: 400})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := in.close(); err != nil {
			t.Error(err)
		}
	}()
	for _, post := range []Post{{1, 1}, {10, 10}} {
		o := in.measure(200, post)
		if o.Signals < 200 || o.PerMillion() < cost.Floor()/2 {
			t.Errorf("%d signals cost %.2f a million", o.Signals, o.PerMillion())
		}
		for _, f := range []string{"intake", "aggregate", "score"} {
			if o.Traffic.Usage().Invocations[f] == 0 {
				t.Errorf("%s was not invoked", f)
			}
		}
		r := Report{Little: o, Much: o, Hundred: o, Midnight: true}
		var out bytes.Buffer
		r.Print(&out)
		if o.Dearest(&out, 5); r.Growth() != 0 || !strings.Contains(out.String(), "floor of the path") || !strings.Contains(out.String(), "measure again") {
			t.Errorf("the report is\n%s", out.String())
		}
	}
}
