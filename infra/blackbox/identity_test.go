package blackbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	twins   = "twin" // one company that tools know as twin-0 and twin-1
	persons = 20
)

// TestMergeAndErasureOutliveSIGKILL lets two accounts become one and a person be
// erased, and kills the process after each answer. In the end metrics are those of
// one company from the start, and nothing tells of the person.
func TestMergeAndErasureOutliveSIGKILL(t *testing.T) {
	t.Parallel()
	p, r := serve(t), rand.New(rand.NewPCG(*seed, 17))
	newest := p.answers(r, 120)
	p.must(http.MethodPut, "/v1/accounts/"+twins+"-0", map[string]any{"name": "Twin", "external_ids": map[string]any{"crm": []string{"t0"}}}, nil)
	p.merges(twins+"-1", twins+"-0")
	for subject, score := range map[string]int{twins + "-1": 10, "crm:t0": 10} { // the old id leads on
		newest["late "+subject] = score
		p.must(http.MethodPost, "/v1/signals", answerOf(subject, "late "+subject, score, time.Now(), "late"), nil)
	}
	p.tells(newest)

	const gone = "person-3"
	p.must(http.MethodDelete, "/v1/accounts/"+twins+"-1/contacts/"+gone, nil, nil)
	p.kill()
	p.start()
	eventually(t, func() string {
		if text := p.timeline(twins + "-0"); strings.Contains(text, gone+`"`) || strings.Contains(text, "words of "+gone+".") {
			return gone + " is still named"
		}
		return ""
	})
	if text := p.timeline(twins + "-0"); !strings.Contains(text, "words of person-4.") {
		t.Error("another person went too")
	}
	p.tells(newest)
	newest[gone] = 10 // the answer of who comes again replaces the older
	p.must(http.MethodPost, "/v1/signals", answerOf(twins+"-1", gone, 10, time.Now(), "again"), nil)
	p.tells(newest)
}

// answers posts answers of some people about either twin, and gives the newest
// score of each.
func (p *process) answers(r *rand.Rand, n int) map[string]int {
	newest := map[string]int{}
	var signals []any
	for i := range n {
		person, score := fmt.Sprintf("person-%d", i%persons), r.IntN(11)
		newest[person] = score
		at := time.Now().Add(-time.Duration(n-i) * time.Minute)
		signals = append(signals, answerOf(fmt.Sprintf("%s-%d", twins, r.IntN(2)), person, score, at, fmt.Sprint(i)))
	}
	r.Shuffle(len(signals), func(i, j int) { signals[i], signals[j] = signals[j], signals[i] })
	p.must(http.MethodPost, "/v1/signals", signals, nil)
	return newest
}

func answerOf(subject, person string, score int, at time.Time, id string) map[string]any {
	return map[string]any{
		"id": subject + "/" + id, "source": "survey", "type": "feedback.nps", "subject": subject, "time": at.UTC().Format(time.RFC3339Nano),
		"data": map[string]any{"score": score, "contact": person, "survey": "wave", "comment": "words of " + person + "."},
	}
}

// merges makes one account part of another, by a process that is killed after its
// first answer, and waits for the end.
func (p *process) merges(from, into string) {
	p.t.Helper()
	order := jsonRequest(http.MethodPost, "/v1/accounts/"+into+"/merge", map[string]any{"from": from})
	killed := false
	eventually(p.t, func() string {
		a := p.insist(order)
		if a.status == http.StatusAccepted && !killed {
			killed = true
			p.kill()
			p.start()
		}
		if a.status != http.StatusOK { // not known yet, or moving
			return fmt.Sprintf("merging is answered %d: %s", a.status, a.body)
		}
		return ""
	})
	var account struct{ ID string }
	if !p.get("/v1/accounts/"+from, &account) || account.ID != into {
		p.t.Errorf("the old id leads to %q", account.ID)
	}
}

// tells waits until the metric of the one company is that of each person's newest answer.
func (p *process) tells(newest map[string]int) {
	p.t.Helper()
	want := struct{ Promoters, Passives, Detractors int }{}
	for _, score := range newest {
		switch {
		case score >= 9:
			want.Promoters++
		case score >= 7:
			want.Passives++
		default:
			want.Detractors++
		}
	}
	for _, id := range []string{twins + "-0", twins + "-1"} {
		eventually(p.t, func() string {
			var m struct {
				Series []struct {
					Points []struct {
						Detail struct{ Promoters, Passives, Detractors int }
					}
				}
			}
			if !p.get("/v1/metrics/nps?account="+id, &m) || len(m.Series) == 0 {
				return "no metric of " + id
			}
			if got := m.Series[0].Points[0].Detail; got != want {
				return fmt.Sprintf("%s has %+v, want %+v", id, got, want)
			}
			return ""
		})
	}
}

// timeline is all that the API shows of an account's signals.
func (p *process) timeline(account string) string {
	a := p.insist(request{method: http.MethodGet, path: "/v1/accounts/" + account + "/signals?limit=200"})
	return string(a.body)
}
