# Everything here needs only Go. Tools are fetched by version through the Go
# module mirror and never added to go.mod.

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
SEED        ?=
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

# The functions of template.yaml, by their ids there. What is deployed, tested and
# measured is built alike: `sam build` and `make build` both come to build-<id>.
FUNCTIONS       := Intake Aggregate Score Learn Deliver Console
BUILDS          := $(FUNCTIONS:%=build-%)
BOOTSTRAP_FLAGS := -trimpath -tags lambda.norpc -ldflags '-s -w'
ARCH            ?= arm64
export CGO_ENABLED ?= 0

# Linting the template and fuzzing the API need Python 3; HEED_LINT=required fails without it.
HAS_PYTHON := import ensurepip, sys; sys.exit(sys.version_info < (3, 10))
SAM_TOOLS := .tools/sam
SAM_HERE  := .aws-sam/here# the same build for this machine's processor, which tests can run
HEED_LINT ?= optional
FUZZ_TOOLS := .tools/fuzz
export SAM_CLI_TELEMETRY := 0

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show what there is to make
	@grep -hE '^[a-z/-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: ## Start Heed with a demonstration portfolio on http://127.0.0.1:8080
	@$(GO) run ./infra/heed serve --demo

.PHONY: serve
serve: ## Start an empty Heed
	@$(GO) run ./infra/heed serve

# The scenario on what is deployed takes minutes and is test/aws. All else there is to
# test on a DynamoDB and an SQS runs here too, if Java, Node and npm are to be had;
# HEED_TEST_BACKENDS=required fails without them.
HEED_TEST_BACKENDS ?= optional

.PHONY: test
test: ## Run all tests but the long ones of test/aws
	@HEED_TEST_BACKENDS=$(HEED_TEST_BACKENDS) $(GO) run ./infra/emulators $(GO) test -timeout 20m -skip '^TestTheScenario$$' ./...

.PHONY: test/aws
test/aws: ## Hold what is deployed to the contract of heed serve, on a DynamoDB and an SQS of this machine
	HEED_TEST_BACKENDS=required $(GO) run ./infra/emulators $(GO) test -run '^TestTheScenario$$' -count 1 -timeout 30m ./infra/lambda

.PHONY: aws-smoke
aws-smoke: ## Hold a deployed Heed to what no test here can know: STACK=heed, HEED_KEY an admin key of it
	@$(GO) run ./infra/heed smoke --stack '$(STACK)'

.PHONY: test/race
test/race: ## Look for races where things are done at once (needs a C compiler)
	@# Judging and learning do one thing at a time, and the detector makes them take a
	@# dozen times as long: those who call them from several threads are tested.
	@# Properties hold in test; here a fifth of the draws shows who meets whom.
	CGO_ENABLED=1 $(GO) test -race -short $$($(GO) list ./shared/... ./functions/... | grep -v '/risk\|/functions/learn$$')

.PHONY: test/fuzz
test/fuzz: ## Fuzz every parser for a while
	@for p in $$($(GO) list ./shared/... ./functions/...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; \
		done; \
	done

# How many requests the fuzzer makes up for each call of the API.
EXAMPLES ?= 20

.PHONY: test/api
test/api: ## Let a fuzzer ask the API all that openapi.json allows, and what it does not
	@if python3 -c '$(HAS_PYTHON)' 2>/dev/null; then \
		$(MAKE) --no-print-directory test/api/fuzz; \
	else \
		echo 'make test/api: left out: the fuzzer needs python3 (3.10 or newer) with its venv module'; \
		test '$(HEED_LINT)' != required; \
	fi

.PHONY: test/api/fuzz
test/api/fuzz: $(FUZZ_TOOLS)/ready
	HEED_FUZZER=$(CURDIR)/$(FUZZ_TOOLS)/bin/schemathesis HEED_FUZZ_EXAMPLES=$(EXAMPLES) $(GO) test -run '^TestNoRequestIsAnswered' -count 1 -timeout 30m ./infra/blackbox

$(FUZZ_TOOLS)/ready: infra/tools/requirements-fuzz.txt
	@echo 'Setting up the fuzzer in $(FUZZ_TOOLS)'
	@python3 -m venv --clear $(FUZZ_TOOLS)
	@$(FUZZ_TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.PHONY: sim
sim: ## Simulate months of a whole Heed with faults; SEED=n replays one run
	$(GO) test ./infra/sim -run TestSimulation -count 1 $(if $(SEED),-seed $(SEED),-seeds 40) -v

.PHONY: bench
bench: ## Measure, as ratios and rates, with the method stated
	$(GO) run ./infra/bench

.PHONY: bench/risk
bench/risk: ## Measure what is learned from public churn data; or of CSV=file LABEL=column
	$(GO) run ./infra/bench/risk $(if $(CSV)$(LABEL),-csv '$(CSV)' -label '$(LABEL)') $(RISK_FLAGS)

.PHONY: bench/comments
bench/comments: ## Measure how comments are read, on public comments and on made up ones
	$(GO) run ./infra/bench/risk -only comments $(RISK_FLAGS)

.PHONY: lint
lint: lint/go lint/template ## Check format, vet, static analysis, the import table and the template

.PHONY: lint/go
lint/go: # what needs nothing but Go
	@test -z "$$($(GO) run $(GOFUMPT) -l . | tee /dev/stderr)" || { echo 'make lint: run "make format" on the files above'; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod tidy -diff
	$(GO) test ./infra/rules ./infra/plan ./infra/policy

.PHONY: lint/template
lint/template: # what AWS's own tools say of the template, where Python can run them
	@if python3 -c '$(HAS_PYTHON)' 2>/dev/null; then \
		$(MAKE) --no-print-directory lint/sam; \
	else \
		echo 'make lint: left out "sam validate", "cfn-lint" and "sam build": they need python3 (3.10 or newer) with its venv module'; \
		test '$(HEED_LINT)' != required; \
	fi

.PHONY: lint/sam
lint/sam: $(SAM_TOOLS)/ready
	$(SAM_TOOLS)/bin/sam validate --lint --region us-east-1
	$(SAM_TOOLS)/bin/cfn-lint --template template.yaml --regions us-east-1 eu-central-1
	$(SAM_TOOLS)/bin/sam build
	@for f in $(FUNCTIONS); do \
		$(MAKE) -s build-$$f ARTIFACTS_DIR=.tools/same/$$f && \
		cmp .aws-sam/build/$$f/bootstrap .tools/same/$$f/bootstrap || exit 1; \
	done # one commit, two ways to build it, the same bytes
	ARCH=$$($(GO) env GOARCH) $(SAM_TOOLS)/bin/sam build --build-dir $(SAM_HERE)

$(SAM_TOOLS)/ready: infra/tools/requirements.txt
	@echo 'Setting up the SAM CLI and cfn-lint in $(SAM_TOOLS)'
	@python3 -m venv --clear $(SAM_TOOLS)
	@$(SAM_TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.PHONY: format
format: ## Format all Go code
	$(GO) run $(GOFUMPT) -w .

.PHONY: build
build: ## Build the command and what is deployed into dist/
	$(GO) build -trimpath -ldflags '-s -w -X main.release=$(VERSION)' -o dist/heed ./infra/heed
	@for f in $(FUNCTIONS); do \
		d=dist/$$(echo $$f | tr A-Z a-z); \
		$(MAKE) -s build-$$f ARTIFACTS_DIR=$$d || exit 1; \
		ls -l $$d/bootstrap | awk '{printf "%9d bytes  %s\n", $$5, $$9}'; \
	done

.PHONY: $(BUILDS)
$(BUILDS): build-%: # one function into ARTIFACTS_DIR, for the processor ARCH: what sam build calls
	@GOOS=linux GOARCH=$(ARCH) $(GO) build $(BOOTSTRAP_FLAGS) -o $(ARTIFACTS_DIR)/bootstrap ./functions/$(shell echo $* | tr A-Z a-z)/bootstrap
