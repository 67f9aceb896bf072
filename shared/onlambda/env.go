package onlambda

import (
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/heed-cs/heed/shared/trace"
)

// Env returns the values of environment variables. One error names all that are
// missing or empty, so that one look at template.yaml mends them.
func Env(names ...string) (map[string]string, error) {
	values := map[string]string{}
	var missing []string
	for _, name := range names {
		values[name] = os.Getenv(name)
		if values[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("missing in the environment: %s (see Environment of this function in template.yaml)", strings.Join(missing, ", "))
	}
	return values, nil
}

// Logger writes JSON lines in the form Lambda files without rewrapping, with the
// function's name and, where the context has them, the ids of request and trace.
func Logger(function string) *slog.Logger {
	return slog.New(trace.Log(lambdacontext.NewLogHandler())).With("function", function)
}

// Version names this build by its module's version or commit, as the go command
// stamped it; "dev" when it did not.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
