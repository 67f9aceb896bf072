package heed

import "testing"

// The smaller states that facts fold into.

func TestContactOf(t *testing.T) {
	life := []string{ContactJoined, `{"contact":"u-1","role":"champion","email":"ada@acme.example"}`, ContactChanged, `{"role":"user","email":null}`, ContactLeft, `{"successor":"u-2"}`, ContactJoined, `{}`}
	tests := []struct {
		role string
		left bool
	}{{"champion", false}, {"user", false}, {"user", true}, {"user", false}}
	for day, want := range tests {
		c, err := ContactOf(story(life...), dayAfter(day))
		if err != nil || c.Role != want.role || c.LeftAt.IsZero() == want.left || c.ID != "u-1" || (c.Email == "") != (day > 0) {
			t.Errorf("after %d days it is %+v (%v)", day, c, err)
		}
	}
}

func TestMilestoneOf(t *testing.T) {
	life := []string{MilestoneMissed, `{"milestone":"go-live","due_date":"2026-03-02"}`, MilestoneReached, `{}`}
	if m, err := MilestoneOf(story(life...), dayAfter(0)); err != nil || m.MissedAt.IsZero() || m.DueDate != "2026-03-02" {
		t.Errorf("missed it is %+v (%v)", m, err)
	}
	if m, _ := MilestoneOf(story(life...), dayAfter(1)); !m.MissedAt.IsZero() || !m.ReachedAt.Equal(dayAfter(1)) {
		t.Errorf("reached late it is %+v", m)
	}
}

func TestPulseOf(t *testing.T) {
	life := []string{PulseReported, `{"score":2,"note":"quiet","valid_days":30}`, PulseReported, `{"score":5}`}
	if p, ok := PulseOf(story(life...), dayAfter(0)); !ok || p.Score != 2 || p.ValidDays != 30 || !p.At.Equal(noon) {
		t.Errorf("first it is %+v, %v", p, ok)
	}
	if p, ok := PulseOf(story(life...), dayAfter(1)); !ok || p.Score != 5 || p.ValidDays != DefaultPulseDays || p.Note != "" {
		t.Errorf("a new pulse stands alone: %+v, %v", p, ok)
	}
	if _, ok := PulseOf(story(life...), dayAfter(-1)); ok {
		t.Error("there is a pulse before the first")
	}
}

func TestUsage(t *testing.T) {
	u, err := UsageOf(answerTo(UsageReported, `{"metric":"sessions","value":2.5}`))
	if err != nil || u.Mode != UsageSet || u.Value != 2.5 {
		t.Errorf("read %+v, %v", u, err)
	}
	if u, _ := UsageOf(answerTo(UsageReported, `{"metric":"sessions","value":1,"mode":null}`)); u.Mode != UsageSet {
		t.Errorf("the mode null is %q", u.Mode)
	}
	first, later := Stamp{Time: noon, ID: "b"}, Stamp{Time: noon, ID: "c"}
	d := UsageDay{}.WithSet(UsageDay{Set: 5, Stamp: first}).WithSet(UsageDay{Set: 7, Stamp: later}).WithSet(UsageDay{Set: 9, Stamp: first})
	if d.Added = Thousandths(0.5); d.Value() != 7.5 || d.Stamp != later {
		t.Errorf("the day is %+v", d)
	}
}

func TestEngagementBuckets(t *testing.T) {
	tests := map[string]string{
		`{"kind":"meeting"}`: BucketTwoWay, `{"kind":"qbr"}`: BucketQBR, `{"kind":"qbr","outcome":"no_show"}`: BucketOneWay,
		`{"kind":"email"}`: BucketOneWay, `{"kind":"email","direction":"outbound"}`: BucketOneWay, `{"kind":"email","direction":"inbound"}`: BucketTwoWay,
	}
	for data, want := range tests {
		cell, ok := FactCell(answerTo(EngagementLogged, data), "adoption")
		if !ok || cell != (Cell{Metric: "engagement", Phase: "adoption", Bucket: want}) {
			t.Errorf("%s moves %+v, %v", data, cell, ok)
		}
	}
	if cell, ok := FactCell(answerTo(TicketOpened, `{}`), ""); !ok || cell.Bucket != "opened" {
		t.Errorf("a ticket moves %+v, %v", cell, ok)
	}
	if cell, ok := FactCell(answerTo(ContractSigned, `{}`), ""); ok {
		t.Errorf("a contract moves %+v", cell)
	}
}
