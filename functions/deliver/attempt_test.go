package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/queue"
	"github.com/heed-cs/heed/shared/records"
)

// dial wraps an error as a connection that failed does.
func dial(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }

func TestAConnectionThatFailsAtOnceIsTriedTwice(t *testing.T) {
	for class, err := range map[string]error{
		classRefused:    dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)),
		classReset:      os.NewSyscallError("read", syscall.ECONNRESET),
		classDNS:        dial(&net.DNSError{Err: "no such host", Name: "tool", IsNotFound: true}),
		classTLS:        &tls.CertificateVerificationError{Err: errors.New("expired")},
		classConnection: errors.New("no route"),
	} {
		t.Run(class, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", fails(err))
				k := w.born("tool")[0]
				w.handle(k)
				w.expect(k, heed.Pending, 1, class)
				if dl := w.delivery(k); !dl.Hurried || dl.Attempt != 2 || len(w.to("tool")) != 2 {
					w.Errorf("%d posts, recorded %+v", len(w.to("tool")), dl)
				}
				time.Sleep(10 * time.Second)
				w.handle(knockOf(w.delivery(k), auto))
				if len(w.to("tool")) != 3 {
					w.Errorf("%d posts: the quick second try is for once", len(w.to("tool")))
				}
			})
		})
	}
}

func TestTheSecondTryCanDeliver(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(fails(io.EOF), says(204, "")))
		k := w.born("tool")[0]
		w.handle(k)
		w.expect(k, heed.Delivered, 1, "")
	})
}

func TestASlowFailureIsNotHurried(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", slowly(2*time.Second, fails(io.EOF)))
		k := w.born("tool")[0]
		w.handle(k)
		if dl := w.delivery(k); dl.Hurried || len(w.to("tool")) != 1 || dl.Attempts[0].Millis != 2000 {
			w.Errorf("%d posts, recorded %+v", len(w.to("tool")), dl)
		}
	})
}

func TestClassesOfErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("dialling: %w", ErrBlocked), classBlocked},
		{dial(&net.DNSError{IsTimeout: true}), classDNS},
		{context.DeadlineExceeded, classTimeout},
		{dial(os.ErrDeadlineExceeded), classTimeout},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, classTLS},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: bad certificate")}, classTLS},
		{io.ErrUnexpectedEOF, classReset},
		{os.NewSyscallError("write", syscall.EPIPE), classReset},
		{dial(os.NewSyscallError("connect", syscall.ENETUNREACH)), classConnection},
	} {
		if got := classOf(c.err); got != c.want {
			t.Errorf("%v is %q, want %q", c.err, got, c.want)
		}
	}
}

func TestKnocksThatSayNothingNew(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		k := w.born("tool")[0]
		w.handle(k)
		unknown, ahead := k, k
		unknown.Delivery, ahead.Attempt = heed.DeliveryID(time.Now(), "evt_unknown"), 2
		if failed := w.handle(k, k, unknown, ahead); len(failed) > 0 || len(w.to("tool")) != 1 {
			w.Errorf("failures %v and %d posts, want none and 1", failed, len(w.to("tool")))
		}
	})
}

func TestKnocksOfAnotherAttempt(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(503, ""))
		first := w.born("tool")[0]
		w.handle(first)
		time.Sleep(time.Minute) // the second is due
		third := first
		third.Attempt = 3
		if failed := w.handle(first, third); len(failed) > 0 || len(w.to("tool")) != 1 {
			w.Errorf("failures %v and %d posts, want none and 1", failed, len(w.to("tool")))
		}
	})
}

func TestKnocksThatCanNeverWorkAreDropped(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		for _, body := range []string{"", "{}", "null", "[1]", `{"v":-1}`, `{"v":1,"endpoint":"tool"}`, `{"v":1,"delivery":"a.b"}`, `{"v":1,"endpoint":"a b","delivery":"a.b"}`} {
			failed := w.d.Handle(w.Context(), []queue.Message{{ID: "m", Body: []byte(body)}})
			if !queue.IsDropped(failed["m"]) {
				w.Errorf("%s: %v, want it dropped", body, failed["m"])
			}
		}
	})
}

func TestAKnockBeforeItsTimeWaits(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(says(503, ""), says(200, "")))
		k := w.born("tool")[0]
		w.handle(k) // its own knock for attempt 2 goes to the retry queue
		second := knockOf(w.delivery(k), auto)
		if failed := w.handle(second); len(failed) > 0 || len(w.to("tool")) != 1 {
			w.Fatalf("failures %v, %d posts: attempt 2 was made before its time", failed, len(w.to("tool")))
		}
		time.Sleep(time.Until(w.delivery(k).NextAt) - time.Millisecond)
		if n := w.take(w.late); n != 0 {
			w.Fatalf("%d knocks are back before their time", n)
		}
		time.Sleep(time.Millisecond)
		waiting := must(w.late.Receive(w.Context(), 10))
		if len(waiting) != 2 {
			w.Fatalf("%d knocks are due, want the one of the attempt and the one that came too early", len(waiting))
		}
		w.d.Handle(w.Context(), waiting[:1])
		w.expect(k, heed.Delivered, 2, "")
	})
}

// TestWhatChangesWhileADeliveryWaits changes things between the first attempt and the second.
func TestWhatChangesWhileADeliveryWaits(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*world)
		status heed.DeliveryStatus
		class  string
	}{
		{"nothing", func(*world) {}, heed.Delivered, ""},
		{"disabled", func(w *world) { w.change("tool", func(ep *heed.Endpoint) { ep.Status = heed.EndpointOff }) }, heed.Cancelled, endpointOff},
		{"deleted", func(w *world) { w.write(records.DeleteEndpoint("tool")) }, heed.Cancelled, endpointGone},
		{"disabled and enabled", func(w *world) {
			w.change("tool", func(ep *heed.Endpoint) { ep.Status = heed.EndpointOff })
			w.change("tool", func(ep *heed.Endpoint) { ep.Status = heed.EndpointEnabled })
		}, heed.Delivered, ""},
		{"sealed elsewhere", func(w *world) {
			w.change("tool", func(ep *heed.Endpoint) { ep.Secrets = []heed.SealedSecret{w.seal("other", whsec, time.Time{})} })
		}, heed.Pending, classSecret},
		{"without secret", func(w *world) {
			w.change("tool", func(ep *heed.Endpoint) { ep.Secrets = nil })
		}, heed.Pending, classSecret},
		{"led to nonsense", func(w *world) {
			w.change("tool", func(ep *heed.Endpoint) { ep.URL = "https://tool/%zz" })
		}, heed.Pending, classURL},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, faults{}, func(w *world) {
				w.endpoint("tool", inTurn(says(503, ""), says(200, "")))
				w.live()
				k := w.born("tool")[0]
				w.send(k)
				time.Sleep(time.Second)
				c.change(w)
				time.Sleep(20 * time.Second)
				w.expect(k, c.status, 2, c.class)
			})
		})
	}
}

func TestADeliveryWithoutItsEvent(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		ev := heed.Event{ID: "evt_erased", Account: "acme", At: time.Now().UTC()}
		dl := records.NewDelivery(ev, "tool")
		w.write(records.CreateDelivery(dl, time.Time{}))
		w.handle(knockOf(dl, auto))
		w.expect(knockOf(dl, auto), heed.Cancelled, 1, eventGone)
		if w.due() != 0 || len(w.to("tool")) != 0 {
			w.Error("a delivery without its event was posted or is still due")
		}
	})
}

func TestRotatedSecrets(t *testing.T) {
	const fresh = "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", says(200, ""))
		w.change("tool", func(ep *heed.Endpoint) {
			ep.Secrets = []heed.SealedSecret{w.seal("tool", fresh, time.Time{}), w.seal("tool", whsec, time.Now().Add(24*time.Hour))}
		})
		for _, secret := range []string{fresh, whsec} {
			w.secrets["tool"] = secret // the double verifies every post
			w.handle(w.born("tool")[0])
		}
		time.Sleep(24 * time.Hour)
		w.secrets["tool"] = fresh
		w.handle(w.born("tool")[0])
		posts := w.to("tool")
		for i, signatures := range []int{2, 2, 1} {
			if got := len(strings.Fields(posts[i].header.Get("webhook-signature"))); got != signatures {
				w.Errorf("post %d has %d signatures, want %d", i, got, signatures)
			}
		}
	})
}

// TestAManualAttempt opens a finished delivery again, as the console does.
func TestAManualAttempt(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(says(200, ""), says(503, ""), says(200, "")))
		k := w.born("tool")[0]
		w.handle(k)
		row := must(w.rec.Delivery(w.Context(), "tool", k.Delivery))
		row.Value.Status, row.Value.Attempt, row.Value.NextAt = heed.Pending, 11, time.Now().UTC()
		w.write(records.PutDelivery(row, row.Value.NextAt.Add(records.SafetyNet), row.Expires))
		w.handle(knockOf(row.Value, manual))
		w.expect(k, heed.Exhausted, 2, classStatus) // the schedule was over
		if a := w.delivery(k).Attempts[1]; a.Trigger != manual || a.N != 11 {
			w.Errorf("recorded %+v", a)
		}
	})
}

func TestNoLineNamesURLBodyOrSecret(t *testing.T) {
	bubble(t, faults{}, func(w *world) {
		w.endpoint("tool", inTurn(says(500, "hidden-answer"), fails(errors.New("https://tool/hook hidden")), says(200, "hidden-answer")))
		w.live()
		w.send(w.born("tool")...)
		time.Sleep(time.Hour)
		synctest.Wait()
		line := w.log.String()
		if strings.Count(line, `"msg":"attempt"`) < 2 {
			w.Errorf("want a line for each attempt:\n%s", line)
		}
		for _, hidden := range []string{"/hook", "hidden", "usage fell", "whsec", "AAECAw"} {
			if strings.Contains(line, hidden) {
				w.Errorf("a line contains %q:\n%s", hidden, line)
			}
		}
	})
}
