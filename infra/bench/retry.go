package main

import (
	"context"
	"fmt"
	"slices"
)

// measureRetry lets every tenth event fail once, and says how long after the failure
// its second attempt came: the schedule has it after 5 s, give or take a fifth.
func measureRetry(ctx context.Context, b *bench) error {
	post, err := newPostOffice(ctx, b)
	if err != nil {
		return err
	}
	defer post.close()
	post.receiver.refused = func(n int) bool { return n%10 == 1 }
	n := int(b.paced.Seconds() * healthyPerSecond)
	all := post.receiver.expect(n)
	err = post.paced(ctx, n, healthyPerSecond, tool, silently)
	if err == nil {
		err = await(ctx, all)
	}
	if err != nil {
		return err
	}
	took := post.receiver.took()
	const method = "every tenth event refused once; from the refusal to the verified repetition, on the standard schedule"
	b.out.row("first retry, soonest", slices.Min(took), " ms", fmt.Sprintf("n = %d", len(took)), atLeast(4_000, " ms"), method)
	b.out.row("first retry, p99", took.percentile(99), " ms", "most "+number(took.most()), atMost(6_500, " ms"), "the same")
	return nil
}
