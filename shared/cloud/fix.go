package cloud

import "fmt"

// Misconfigured is an error that no repetition mends and an operator can.
type Misconfigured struct {
	Fix string // what to do, in one sentence
	Err error
}

func (m *Misconfigured) Error() string { return fmt.Sprintf("%v: %s", m.Err, m.Fix) }

func (m *Misconfigured) Unwrap() error { return m.Err }

const (
	missing     = "deploy the stack, or compare the name in the environment and AWS_REGION with it"
	denied      = "allow the action to the function's role, under Policies of this function in template.yaml"
	unknown     = "the credentials are not of this account and region, or their secret is wrong: set them anew"
	expired     = "the credentials have run out: fetch fresh ones, AWS_SESSION_TOKEN included"
	disabledKey = "enable the KMS key, or cancel its deletion: without it no sealed secret opens again"
)

// fixes are the mistakes of an installation, by the code of AWS.
var fixes = map[string]string{
	"ResourceNotFoundException":               missing,
	"QueueDoesNotExist":                       missing,
	"AWS.SimpleQueueService.NonExistentQueue": missing,
	"NotFoundException":                       missing,
	"AccessDeniedException":                   denied,
	"AccessDenied":                            denied,
	"ExpiredTokenException":                   expired,
	"ExpiredToken":                            expired,
	"RequestExpired":                          "the clock is wrong: set it",
	"UnrecognizedClientException":             unknown,
	"InvalidClientTokenId":                    unknown,
	"InvalidSignatureException":               unknown,
	"SignatureDoesNotMatch":                   unknown,
	"MissingAuthenticationToken":              unknown,
	"MissingAuthenticationTokenException":     unknown,
	"IncompleteSignature":                     unknown,
	"DisabledException":                       disabledKey,
	"KMSInvalidStateException":                disabledKey,
}

// Explain says what was attempted at what, and makes an installation's mistake a
// *Misconfigured that tells the fix. It keeps nil and the error beneath.
func Explain(what string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("%s: %w", what, err)
	if fix, known := fixes[codeOf(err)]; known {
		return &Misconfigured{Fix: fix, Err: err}
	}
	return err
}
