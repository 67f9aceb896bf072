# Everything here needs only Go. Tools are fetched by version through the Go
# module mirror and never added to go.mod.

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
SEED        ?=
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUNCTIONS   := intake aggregate score deliver console

# What is deployed and what is measured are built alike.
export CGO_ENABLED ?= 0
BOOTSTRAP_FLAGS := -trimpath -tags lambda.norpc -ldflags '-s -w'

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

.PHONY: test
test: ## Run all tests
	$(GO) test ./...

.PHONY: test/race
test/race: ## Run all tests with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./shared/... ./functions/...

.PHONY: test/fuzz
test/fuzz: ## Fuzz every parser for a while
	@for p in $$($(GO) list ./shared/... ./functions/...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; \
		done; \
	done

.PHONY: sim
sim: ## Simulate months of a whole Heed with faults; SEED=n replays one run
	$(GO) test ./infra/sim -run TestSimulation -count 1 $(if $(SEED),-seed $(SEED),-seeds 40) -v

.PHONY: bench
bench: ## Measure, as ratios and rates, with the method stated
	$(GO) run ./infra/bench

.PHONY: lint
lint: ## Check format, vet, static analysis, the import table and the template
	@test -z "$$($(GO) run $(GOFUMPT) -l . | tee /dev/stderr)" || { echo 'make lint: run "make format" on the files above'; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...
	$(GO) mod tidy -diff
	$(GO) test ./infra/rules
	$(GO) test ./infra/plan && $(GO) test ./infra/heed -run 'Registry|Agree'

.PHONY: format
format: ## Format all Go code
	$(GO) run $(GOFUMPT) -w .

.PHONY: build
build: ## Build the command and what is deployed into dist/
	$(GO) build -trimpath -ldflags '-s -w -X main.release=$(VERSION)' -o dist/heed ./infra/heed
	@for f in $(FUNCTIONS); do \
		GOOS=linux GOARCH=arm64 $(GO) build $(BOOTSTRAP_FLAGS) -o dist/$$f/bootstrap ./functions/$$f/bootstrap || exit 1; \
		ls -l dist/$$f/bootstrap | awk '{printf "%9d bytes  %s\n", $$5, $$9}'; \
	done
