# SPDX-License-Identifier: GPL-2.0-or-later
# What is done with these sources. `make help` lists the goals.

SWIFT ?= swift
# Where the tests and `make bench` find kernel trees, or unpack them.
TREES = $(or $(KCONFIG_SAT_TREES),build/trees)

.PHONY: build demo search-demo test test-all bench install uninstall deb dist release format-check clean help
# Where `make install` puts things, and a folder before that.
export PREFIX ?= /usr/local
export DESTDIR ?=

build: ## the release binary, .build/release/kconfig-sat
	$(SWIFT) build -c release --static-swift-stdlib --product kconfig-sat

demo: ## see it work in a kernel tree (KSRC=/path/to/linux takes a copy of yours)
	@scripts/setup demo
	@KSRC="$(KSRC)" scripts/demo

search-demo: ## a faster kernel for a board of QEMU, measured (an hour on 2 cores, BUDGET=20m for less; the same command goes on)
	@scripts/setup test
	@scripts/search-demo

test: ## every check, with a sample of the differential tests
	@scripts/setup test
	@scripts/test

test-all: ## every check, with all differential tests (about an hour)
	@scripts/setup test
	@scripts/setup toolchains
	@scripts/test --all

bench: ## CPU time and memory against other programs, written to docs/ (about ten minutes)
	@scripts/setup bench
	@$(MAKE) --no-print-directory build
	@for version in 6.12 6.1; do scripts/fetch-tree $$version "$(TREES)/linux-source-$$version" || exit; done
	@Tests/bench/bench.py --slow --write --json build/bench/result.json $(BENCHFLAGS)

install: ## what `make build` made, with man pages and completions, to $(DESTDIR)$(PREFIX)
	@scripts/install

uninstall: ## remove that
	@scripts/install --uninstall

deb: build ## a Debian package, build/deb/kconfig-sat_*.deb
	@scripts/setup deb
	@scripts/package

dist: ## the sources with all they need from elsewhere, build/dist/kconfig-sat-*.tar.xz
	@scripts/dist

release: ## tests, a Debian package, the sources and checksums, in build/release
	@scripts/release $(RELEASEFLAGS)

format-check: ## the formatting of the Swift sources
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests

clean: ## remove everything that was built, unpacked or cached here
	rm -rf .build build

help: ## this list
	@sed -n 's/^\([a-z-]*\): ## /\1|/p' $(MAKEFILE_LIST) | \
	while IFS='|' read -r goal text; do printf '  make %-14s %s\n' "$$goal" "$$text"; done
