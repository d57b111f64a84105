# The developer's loop. `make` alone lists it.
MVN ?= mvn -q -B
RUN_FORMATTER = $(MVN) -N process-sources -Dformat.skip=false

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

format: ## bring every Java file into the project's form (only those of one module: MODULE=wire)
	$(RUN_FORMATTER) -Dformat.mode=write -Dformat.directory=$(or $(MODULE),.)

.PHONY: help format
