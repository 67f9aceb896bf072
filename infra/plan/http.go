package plan

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// route is one route of the API and the integration that takes it to a function.
type route struct {
	integration string
	pattern     string // of http.ServeMux
	node        *yaml.Node
}

// api reads the API itself. Its stage, its own domain and its authorizer stand
// before every function and are not hosted.
func api(id string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		return members(n, id, known{"Name": ignore, "ProtocolType": exactly("HTTP")})
	}
}

// stage accepts only the stage that adds nothing to a path.
func (p *parser) stage(id string, n *yaml.Node) error {
	return members(n, id, known{
		"StageName": exactly("$default"),
		"ApiId":     ignore, "AutoDeploy": ignore, "DefaultRouteSettings": ignore,
		"AccessLogSettings": func(n *yaml.Node) error {
			return members(n, id, known{"DestinationArn": ignore, "Format": func(n *yaml.Node) error {
				p.plan.AccessLog = n.Value
				return nil
			}})
		},
	})
}

// integration notes which function takes the requests.
func (p *parser) integration(id string, n *yaml.Node) error {
	return members(n, id, known{
		"ApiId":                ignore,
		"IntegrationType":      exactly("AWS_PROXY"),
		"PayloadFormatVersion": exactly("2.0"),
		"IntegrationUri": func(n *yaml.Node) error {
			function, isAlias := p.aliased(n.Value)
			if n.Tag != "!Ref" || !isAlias {
				return refuse(n, id, "a function is expected as !Ref SomeFunction.Alias: what is called must be what a deployment shifts")
			}
			p.integrations[id] = function
			return nil
		},
	})
}

var target = regexp.MustCompile(`^integrations/\$\{(\w+)\}$`)

func (p *parser) route(id string, n *yaml.Node) error {
	r := route{node: n}
	err := members(n, id, known{
		"ApiId":             ignore,
		"AuthorizationType": ignore, "AuthorizerId": ignore,
		"RouteKey": func(n *yaml.Node) (err error) { r.pattern, err = patternOf(n, id); return },
		"Target": func(n *yaml.Node) error {
			m := target.FindStringSubmatch(n.Value)
			if m == nil || n.Tag != "!Sub" {
				return refuse(n, id, "a Target is !Sub integrations/${SomeIntegration}")
			}
			r.integration = m[1]
			return nil
		},
	})
	if err != nil {
		return err
	}
	if r.pattern == "" || r.integration == "" {
		return refuse(n, id, "a route needs a RouteKey and a Target")
	}
	p.routes = append(p.routes, r)
	return nil
}

// patternOf turns a route key into a pattern: $default is all the rest.
func patternOf(n *yaml.Node, id string) (string, error) {
	if n.Value == "$default" {
		return "/", nil
	}
	method, path, _ := strings.Cut(n.Value, " ")
	if method == "" || !strings.HasPrefix(path, "/") {
		return "", refuse(n, id, fmt.Sprintf("the RouteKey %q is neither $default nor a method and a path", n.Value))
	}
	pattern := strings.ReplaceAll(path, "+}", "...}")
	if method != "ANY" {
		pattern = method + " " + pattern
	}
	return pattern, nil
}

// connect gives every route to its function.
func (p *parser) connect() error {
	for _, r := range p.routes {
		i := slices.IndexFunc(p.plan.Functions, func(f Function) bool { return f.ID == p.integrations[r.integration] })
		if i < 0 {
			return refuse(r.node, r.integration, "this integration leads to no function")
		}
		p.plan.Functions[i].Routes = append(p.plan.Functions[i].Routes, r.pattern)
	}
	return nil
}
