# The developer's commands. `make` lists them.
MVN ?= mvn -q -B
RUN_FORMATTER = $(MVN) -N process-sources -Dformat.skip=false

BENCH = ./vestnik --version && $(MVN) -Pbenchmarks -pl tools/benchmarks -am -Dmaven.test.skip=true verify

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

fast: ## the unit tests: those that need no database, no process and no minutes
	$(MVN) test

test: ## all tests
	$(MVN) verify
	@.ci/skipped

strict: ## all tests, and every lint as an error (without -q, which hides the lints)
	CI=true mvn -B verify

old: ## the store's tests on the oldest supported PostgreSQL
	$(MVN) -Ppg14 -pl tools/embedded-postgres,adapter-postgres -am clean verify

containers: ## the images, built and run with Docker (TESTCONTAINERS_RYUK_DISABLED=true if its helper image cannot be pulled)
	$(MVN) -Pcontainers -pl testing/end-to-end -am verify

sbom: ## docker/target/sbom.json: the jars of the image as a CycloneDX bill of materials
	$(MVN) -Pimage -pl docker -am -Dmaven.test.skip=true package

pooled: ## the store's tests through PgBouncer, if it is installed
	$(MVN) -Ppooled -pl adapter-postgres -am verify

format: ## format every Java file (only those of one module: MODULE=wire)
	$(RUN_FORMATTER) -Dformat.mode=write -Dformat.directory=$(or $(MODULE),.)

run: ## build if needed and serve on port 8080
	./vestnik

web: ## the web client's types and tests, in Node and in Chromium
	clients/web/test/run

npm: ## the JavaScript library with its types, packed: clients/javascript/target/vestnik-client.tgz
	clients/web/test/run package

screenshots: ## remake the pictures of README.md, with Node and Chromium
	clients/web/test/run screenshots

coverage: ## the coverage of the tests: */target/site/jacoco/index.html
	$(MVN) -Pcoverage verify

bench: ## the cost of durability: this server, one commit per message without a server, an echo without a database
	$(BENCH) -Dbench.main=io.vestnik.load.Ratios

bench-rows: ## every promised number, and whether it was reached (rounds: ROUNDS=3)
	$(BENCH) -Dbench.main=io.vestnik.load.Rows -Dbench.arguments=$(or $(ROUNDS),1)

bench-large: ## a message to a group of 15,000 connections, and what it costs other chats (fewer: CONNECTIONS=5000)
	$(BENCH) -Dbench.main=io.vestnik.load.LargeGroup -Dbench.arguments=$(or $(CONNECTIONS),15000)

bench-disk: ## disk, write-ahead log and backup of a million messages
	$(BENCH) -Dbench.main=io.vestnik.load.Disk

bench-compare: ## this build against another commit, in alternating runs (BASE=<commit>; more pairs: PAIRS=8; some rows: ONLY="one in flight")
	@test -n "$(BASE)" || { echo "against which commit? make bench-compare BASE=<commit>" >&2; exit 2; }
	rm -rf target/compared && git worktree prune && git worktree add --detach target/compared $(BASE)
	target/compared/vestnik --version
	$(BENCH) -Dbench.main=io.vestnik.load.Compare -Dbench.arguments="target/compared/vestnik $(or $(PAIRS),4) $(ONLY)"
	git worktree remove --force target/compared

bench-micro: ## JMH: frames, fan-out, appends at batch sizes of 1 to 1,000 (only some: ONLY=Append)
	$(BENCH) -Dbench.main=org.openjdk.jmh.Main -Dbench.arguments=$(or $(ONLY),.*)

attacks: ## every attack on the built server, 20 s each, as a table (only some: ONLY=a,b; another build: SERVER=path)
	./vestnik --version && $(MVN) -pl testing/attacks -am -Dmaven.test.skip=true -Dattacks.skip=false -Dattacks.only=$(ONLY) $(if $(SERVER),-Dattacks.server=$(abspath $(SERVER))) verify

simulate: ## an hour of simulated nodes and clients (HOURS=2 PROFILE=bus; repeat one seed: ARGUMENTS='--seed=n --profile=bus')
	$(MVN) -pl testing/simulation -am -Dmaven.test.skip=true -Dsimulation.skip=false verify \
	  -Dsimulation.arguments="$(or $(ARGUMENTS),--seconds=$$(( $(or $(HOURS),1) * 3600 )) --profile=$(PROFILE) --shrink=300 --processes=2)"

FAULTS = $(MVN) -pl testing/faults -am -Dmaven.test.skip=true -Dfaults.skip=false verify -Dfaults.arguments="$(1) \
  --seed=$(SEED) --pooler=$(POOLER) --only=$(ONLY) --clients=$(CLIENTS) --rate=$(RATE) $(ARGUMENTS)"
HOUR = $$(( $(or $(HOURS),2) * $(1) ))

faults: ## 5 minutes of real faults under 100 clients (repeat: SEED=n; SECONDS=n ONLY=a,b DATABASE=debian POOLER=no CLIENTS=n; any option: ARGUMENTS="--disk=auto")
	./vestnik --version && $(call FAULTS,--seconds=$(or $(SECONDS),300) --database=$(DATABASE))

faults-long: ## hours of real faults: on the bundled PostgreSQL, on Debian's, and with a standby; two runs of 10 minutes may lose data (HOURS=2 SEED=n)
	./vestnik --version
	$(call FAULTS,--seconds=$(call HOUR,1200) --longest=60 --disk=auto --clocks=auto)
	$(call FAULTS,--seconds=$(call HOUR,1200) --longest=60 --disk=auto --clocks=auto --database=debian --skip)
	$(call FAULTS,--seconds=$(call HOUR,600) --longest=60 --clocks=auto --database=debian --standby --skip)
	$(call FAULTS,--seconds=600 --losses --disk=auto)
	$(call FAULTS,--seconds=600 --losses --database=debian --standby --skip)

reliability: ## write docs/reliability.md from docs/measurements/reliability (first add the results of runs: RUNS=testing/faults/target/faults)
	$(MVN) -pl testing/faults -am -Dmaven.test.skip=true -Dreliability.skip=false -Dreliability.runs=$(if $(RUNS),$(abspath $(RUNS))) verify

planted: ## plant bugs in the sources and expect that the simulator finds each one (only some: ONLY=07,12; JOBS=1)
	$(MVN) -pl testing/simulation -am -Dmaven.test.skip=true -Dplanted.skip=false verify -Dplanted.arguments="--only=$(ONLY) --jobs=$(JOBS)"

acceptance: ## perform docs/operations.md as root on a fresh Debian and in containers (only some: ONLY="machine install")
	testing/acceptance/run $(ONLY)

clean: ## remove all build results; ./data stays
	$(MVN) clean

.PHONY: help fast test strict old containers sbom pooled format run web npm screenshots coverage bench bench-rows bench-large bench-disk bench-compare bench-micro attacks simulate planted faults faults-long reliability acceptance clean
