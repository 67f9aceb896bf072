package hint_test

import (
	"testing"

	"github.com/heed-cs/heed/shared/heed"
	"github.com/heed-cs/heed/shared/hint"
	"github.com/heed-cs/heed/shared/queue"
)

// TestWhatANewerVersionWroteComesBack holds that nothing is parked or lost while two
// versions work side by side: the older one is read, the newer waits for its reader.
func TestWhatANewerVersionWroteComesBack(t *testing.T) {
	for _, row := range []struct {
		body         string
		fine, parked bool
	}{
		{`{"v":1,"accounts":["acme"]}`, true, false},
		{`{"v":0,"accounts":["acme"]}`, true, false},
		{`{"v":2,"accounts":["acme"]}`, false, false},
		{`{"v":3,"accounts":["acme"]}`, false, false},
		{`{"v":-1,"accounts":["acme"]}`, false, true},
		{`{"v":"1"}`, false, true},
		{`poison`, false, true},
	} {
		_, err := hint.Read[heed.Touch](queue.Message{Body: []byte(row.body)})
		if (err == nil) != row.fine || queue.IsDropped(err) != row.parked {
			t.Errorf("%s gives %v, want fine: %t, parked: %t", row.body, err, row.fine, row.parked)
		}
	}
}
