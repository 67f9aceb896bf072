package groupcommit_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"
)

func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 16, 128} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			f := open(b, temp(b))
			n, value := atomic.Int32{}, make([]byte, 200)
			b.SetParallelism(writers) // times GOMAXPROCS
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					key := name(int(n.Add(1)))
					err := f.Update(accept, func(tx *bbolt.Tx) error {
						bucket, err := tx.CreateBucketIfNotExists(bucket)
						if err != nil {
							return err
						}
						return bucket.Put(key, value)
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/float64(f.Commits()), "updates/commit")
		})
	}
}
