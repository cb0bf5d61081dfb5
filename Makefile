# SPDX-License-Identifier: GPL-2.0-or-later
# What is done with these sources. `make help` lists the goals.

SWIFT ?= swift

.PHONY: build demo test test-all format-check clean help

build: ## the release binary, .build/release/kconfig-sat
	$(SWIFT) build -c release --static-swift-stdlib --product kconfig-sat

demo: ## see it work in a kernel tree (KSRC=/path/to/linux takes a copy of yours)
	@scripts/setup demo
	@KSRC="$(KSRC)" scripts/demo

test: ## every check, with a sample of the differential tests
	@scripts/setup test
	@scripts/test

test-all: ## every check, with all differential tests (about an hour)
	@scripts/setup test
	@scripts/test --all

format-check: ## the formatting of the Swift sources
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests

clean: ## remove everything that was built, unpacked or cached here
	rm -rf .build build

help: ## this list
	@sed -n 's/^\([a-z-]*\): ## /\1|/p' $(MAKEFILE_LIST) | \
	while IFS='|' read -r goal text; do printf '  make %-14s %s\n' "$$goal" "$$text"; done
