package bolt

import (
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/heed-cs/heed/shared/queue/queuetest"
)

func TestContract(t *testing.T) {
	queuetest.Run(t, queuetest.Adapter{Open: openForContract, Within: synctest.Test})
}

func openForContract(t *testing.T, o queuetest.Options) queuetest.Opened {
	f := openFile(t, filepath.Join(t.TempDir(), "heed.db"))
	t.Cleanup(func() { f.Close() })
	dead := openQueue(t, f, "dead", Options{})
	q := openQueue(t, f, "work", Options{Visibility: o.Visibility, MaxReceives: o.MaxReceives, Dead: dead})
	return queuetest.Opened{Queue: q, Dead: dead, Inspector: Inspect(q, dead)}
}
