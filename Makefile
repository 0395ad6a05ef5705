# What a newcomer and CI call. The recipes are scripts, so that each can be read and run on its own.
.PHONY: help run dev build test bench api conformance

help: ## say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1	\2/' | expand -t 20

run: ## serve a demo on http://localhost:8080, with its data in ./data
	@scripts/need build
	@scripts/front
	@cargo build --locked --package liiibre
	@exec "$${CARGO_TARGET_DIR:-target}/debug/liiibre" demo --data ./data --listen 127.0.0.1:8080 --listen 127.0.0.2:8080

dev: ## the same, rebuilt and reloaded as sources change, on http://localhost:5173
	@scripts/dev

build: ## the release binary with the front inside: target/release/liiibre
	@scripts/need build
	@scripts/front
	@# Files that were not there when it was last compiled are not seen by themselves.
	@test "$${CARGO_TARGET_DIR:-target}/release/liiibre" -nt web/dist/index.html || touch server/src/front.rs
	cargo build --locked --release --package liiibre

test: ## everything that CI runs
	@.ci/run

api: ## the front's types, from the server's description of its REST interface
	UPDATE_OPENAPI=1 cargo test --locked --quiet --package liiibre-tests openapi
	npm --prefix web run api

conformance: ## other people's clients and test suites
	@scripts/need build conformance
	@scripts/front
	@conformance/run

bench: build ## the table of speed and memory, on the release build
	@scripts/need bench || true
	scripts/with-postgres cargo run --locked --release --package liiibre-bench
