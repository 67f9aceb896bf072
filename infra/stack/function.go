package stack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/heed-cs/heed/shared/heed"
)

// smallQuota is the account's concurrency below which functions starve each other:
// what the queues may take, and as much again for HTTP.
const smallQuota = 100

// checkFunctions looks at each function, and whether all are built alike.
func (s *Stack) checkFunctions(ctx context.Context) (found []heed.Finding, err error) {
	kinds := map[string][]string{}
	for _, r := range s.of(kindFunction) {
		out, err := s.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &r.name})
		if err != nil {
			return found, failedAt(r, err)
		}
		found = append(found, stateOf(r, out)...)
		kind := fmt.Sprintf("%s on %v", out.Runtime, out.Architectures)
		kinds[kind] = append(kinds[kind], r.id)
	}
	if len(kinds) > 1 {
		found = append(found, heed.Find("functions", "They do not run alike: %s.", listed(kinds)).
			Fail("Build and deploy all of them anew: sam build && sam deploy"))
	}
	shifting, err := s.checkAliases(ctx)
	if err != nil {
		return found, err
	}
	for kind := range kinds {
		return wellUnless(append(found, shifting...), "functions", "All %d work, with %s.", len(s.of(kindFunction)), kind), nil
	}
	return found, nil
}

func stateOf(r resource, out *lambda.GetFunctionConfigurationOutput) []heed.Finding {
	switch {
	case out.State == types.StateFailed:
		return []heed.Finding{heed.Find("functions", "%s does not work: %s", r.id, aws.ToString(out.StateReason)).Fail("Mend what it names, and deploy again.")}
	case out.LastUpdateStatus == types.LastUpdateStatusFailed:
		return []heed.Finding{heed.Find("functions", "%s was not updated: %s", r.id, aws.ToString(out.LastUpdateStatusReason)).Fail("Mend what it names, and deploy again.")}
	}
	return nil
}

// checkAliases tells whether a new version gets only a part of the calls yet.
func (s *Stack) checkAliases(ctx context.Context) (found []heed.Finding, err error) {
	for _, r := range s.of(kindAlias) {
		at := strings.LastIndex(r.name, ":") // an ARN that ends in :function:alias
		if at < 0 {
			continue
		}
		function, alias := r.name[:at], r.name[at+1:]
		out, err := s.lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &function, Name: &alias})
		if err != nil {
			return found, failedAt(r, err)
		}
		if out.RoutingConfig != nil && len(out.RoutingConfig.AdditionalVersionWeights) > 0 {
			found = append(found, heed.Find("functions", "%s: a part of the calls goes to a new version.", r.id).
				Warn("A deployment is under way: look again in ten minutes. It goes back by itself when an alarm rings."))
		}
	}
	return found, nil
}

// checkConcurrency asks how many calls at a time the whole account may have. New
// accounts have ten, which six functions soon take from each other.
func (s *Stack) checkConcurrency(ctx context.Context) ([]heed.Finding, error) {
	out, err := s.lambda.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || out.AccountLimit == nil {
		return nil, err
	}
	most, free := out.AccountLimit.ConcurrentExecutions, aws.ToInt32(out.AccountLimit.UnreservedConcurrentExecutions)
	f := heed.Find("concurrency", "The account may run %d calls at a time, %d of them not reserved.", most, free)
	if most < smallQuota {
		f = f.Warn(fmt.Sprintf("Ask for more, at least %d: Service Quotas, AWS Lambda, Concurrent executions. Until then calls are refused in busy moments; what is in a queue waits, and who posts sends again.", smallQuota))
	}
	return []heed.Finding{f}, nil
}

func listed(kinds map[string][]string) string {
	var all []string
	for kind, ids := range kinds {
		all = append(all, kind+": "+strings.Join(ids, ", "))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}
