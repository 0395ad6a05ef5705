# shellcheck shell=bash
# Sourced by every suite. What a suite finds in its environment:
#
#   DAV_URL       the collection to work in, ending with a slash
#   DAV_USER      who, by Basic authentication
#   DAV_PASSWORD  their device password
#
# A suite leaves nothing in the collection, says on its last line how many checks passed and failed, and exits with
# 0 when all passed, 1 when one failed, 77 when its tool is absent.

suite=$(basename "$(dirname "$0")")
passed=0
failed=0

: "${DAV_URL:?the address of a WebDAV collection; conformance/run sets it}"
: "${DAV_USER:?who signs in; conformance/run sets it}"
: "${DAV_PASSWORD:?their password; conformance/run sets it}"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/liiibre-$suite.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# need COMMAND PACKAGE: goes on only when the command is there.
need() {
    if ! PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1; then
        absent "$1" "sudo apt-get install -y $2"
    fi
}

# absent WHAT HOW: says loudly that nothing was checked.
absent() {
    {
        echo "!! $suite DID NOT RUN: $1 is absent."
        echo "!! Get it with: $2"
    } >&2
    exit 77
}

pass() {
    passed=$((passed + 1))
    echo "ok      $1"
}

fail() {
    failed=$((failed + 1))
    echo "FAILED  $1"
    if [[ $# -gt 1 ]]; then printf '%s\n' "$2" | sed 's/^/        /'; fi
}

# check WHAT COMMAND...: the command succeeds; what it said is shown when it does not.
check() {
    local what=$1 said
    shift
    if said=$("$@" 2>&1); then pass "$what"; else fail "$what" "$said"; fi
}

# equal WHAT EXPECTED ACTUAL
equal() {
    if [[ $2 == "$3" ]]; then pass "$1"; else fail "$1" "expected: $2"$'\n'"     got: $3"; fi
}

# dav METHOD PATH [CURL OPTION...]: a request below DAV_URL, by a client other than the one under test.
dav() {
    local method=$1 path=$2
    shift 2
    curl --silent --show-error --globoff --user "$DAV_USER:$DAV_PASSWORD" --request "$method" "$@" "$DAV_URL$path"
}

# status METHOD PATH [CURL OPTION...]: the status alone.
status() {
    dav "$@" --output /dev/null --write-out '%{http_code}'
}

finish() {
    echo "$suite: $passed passed, $failed failed"
    [[ $failed -eq 0 ]]
    exit
}
