"""What the suites written in Python share, as lib.sh is what those in Bash share. Standard library only.

A suite leaves its server as it likes, says on its last line how many checks passed and failed, and exits with 0 when
all passed, 1 when one failed, 77 when its tool is absent.
"""

import base64
import http.client
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
SUITE = pathlib.Path(sys.argv[0]).resolve().parent.name

SERVER = os.environ.get("SERVER_URL", "")
USER = os.environ.get("DAV_USER", "")
PASSWORD = os.environ.get("DAV_PASSWORD", "")
SIGN_IN_PASSWORD = os.environ.get("SIGN_IN_PASSWORD", "")
COLLEAGUE = os.environ.get("COLLEAGUE_USER", "")
COLLEAGUE_PASSWORD = os.environ.get("COLLEAGUE_PASSWORD", "")
GROUP = os.environ.get("GROUP", "")

NAMESPACES = {
    "d": "DAV:",
    "oc": "http://owncloud.org/ns",
    "nc": "http://nextcloud.org/ns",
    "s": "http://sabredav.org/ns",
    "ocs": "http://open-collaboration-services.org/ns",
}

_counts = {"passed": 0, "failed": 0}


def passed(what):
    """Counts a check that passed."""
    _counts["passed"] += 1
    print(f"ok      {what}", flush=True)


def failed(what, why=""):
    """Counts a check that failed, and says why."""
    _counts["failed"] += 1
    print(f"FAILED  {what}")
    for line in str(why).splitlines():
        print(f"        {line}")
    sys.stdout.flush()


def check(what, holds, why=""):
    """`holds` is true; `why` is shown when it is not."""
    if holds:
        passed(what)
    else:
        failed(what, why)
    return bool(holds)


def equal(what, expected, actual):
    """The two are the same."""
    return check(what, expected == actual, f"expected: {expected!r}\n     got: {actual!r}")


def any_failed():
    """Whether a check failed so far."""
    return _counts["failed"] > 0


def finish():
    """Says how it went, and ends."""
    print(f"{SUITE}: {_counts['passed']} passed, {_counts['failed']} failed")
    sys.exit(1 if _counts["failed"] else 0)


def absent(what, how):
    """Says loudly that nothing was checked, and ends."""
    print(f"!! {SUITE} DID NOT RUN: {what} is absent.\n!! Get it with: {how}", file=sys.stderr)
    sys.exit(77)


def need(command, package):
    """Goes on only when the command is there."""
    if shutil.which(command) is None:
        absent(command, f"sudo apt-get install -y {package}")


def scratch():
    """A folder to throw away; it stays when KEEP is set, to look into after a failure."""
    folder = tempfile.mkdtemp(prefix=f"liiibre-{SUITE}.")
    if os.environ.get("KEEP"):
        print(f"kept: {folder}")
    else:
        import atexit

        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


# The server


def server(verb):
    """conformance/server start, stop, kill or pid."""
    done = subprocess.run([HERE / "server", verb], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def operator(*arguments):
    """A command of the server's own command line."""
    subprocess.run([os.environ["LIIIBRE"], *arguments], check=True, stdout=subprocess.DEVNULL)


def answering_seconds():
    """How long the server has been at all requests so far, each counted by itself."""
    with urllib.request.urlopen(os.environ["METRICS_URL"]) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("liiibre_request_duration_seconds_sum"))


def cpu_seconds(pid):
    """What a process has computed so far."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


# HTTP


@dataclass
class Answer:
    """An HTTP answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def header(self, name):
        """A header, or an empty text."""
        return self.headers.get(name) or ""

    def text(self):
        """The body, for people."""
        return self.body.decode("utf-8", "replace")

    def __str__(self):
        return f"{self.status} {self.text()[:2000]}"


def basic(user, password):
    """The header of Basic authentication."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def connection():
    """A connection to the server."""
    return http.client.HTTPConnection(urllib.parse.urlsplit(SERVER).netloc, timeout=120)


def request(method, path, body=None, headers=None, user=USER, password=PASSWORD, through=None):
    """One request; `user=None` makes it anonymous. `path` is sent as it is."""
    sent = {} if user is None else basic(user, password)
    sent.update(headers or {})
    if isinstance(body, str):
        body = body.encode()
    if body is None and method in ("POST", "PUT", "PROPFIND", "MKCOL", "PROPPATCH", "REPORT", "SEARCH", "MOVE"):
        body = b""
    used = through or connection()
    used.request(method, path, body=body, headers=sent)
    answer = used.getresponse()
    result = Answer(answer.status, answer.headers, answer.read())
    if through is None:
        used.close()
    return result


def quoted(path):
    """A path as a request has it."""
    return urllib.parse.quote(path)


@dataclass
class Resource:
    """One response of a multistatus."""

    href: str
    found: dict = field(default_factory=dict)
    missing: set = field(default_factory=set)

    @property
    def path(self):
        """The address, as people read it."""
        return urllib.parse.unquote(self.href)

    def text(self, name):
        """The text of a property that was found, or None."""
        element = self.found.get(name)
        return None if element is None else (element.text or "")

    def is_folder(self):
        """Whether it is a collection."""
        kind = self.found.get("d:resourcetype")
        return kind is not None and kind.find("d:collection", NAMESPACES) is not None


def short(tag):
    """`{DAV:}href` as `d:href`."""
    namespace, _, name = tag.lstrip("{").rpartition("}")
    for prefix, uri in NAMESPACES.items():
        if uri == namespace:
            return f"{prefix}:{name}"
    return tag


def multistatus(answer):
    """The resources of a multistatus, in its order."""
    resources = []
    for response in ElementTree.fromstring(answer.body).findall("d:response", NAMESPACES):
        resource = Resource(response.findtext("d:href", "", NAMESPACES))
        for propstat in response.findall("d:propstat", NAMESPACES):
            ok = " 200 " in propstat.findtext("d:status", "", NAMESPACES) + " "
            for element in propstat.find("d:prop", NAMESPACES):
                if ok:
                    resource.found[short(element.tag)] = element
                else:
                    resource.missing.add(short(element.tag))
        resources.append(resource)
    return resources


def xml(root, inner):
    """A request body with all namespaces declared."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return f'<?xml version="1.0"?><{root} {declared}>{inner}</{root}>'


def propfind(path, *properties, depth=1, **options):
    """The answer of a PROPFIND that asks for these."""
    asked = xml("d:propfind", "<d:prop>" + "".join(f"<{name}/>" for name in properties) + "</d:prop>")
    headers = {"Depth": str(depth), "Content-Type": "application/xml", **options.pop("headers", {})}
    return request("PROPFIND", path, asked, headers, **options)


def remote_tree(user, password, root=None):
    """Everything a person sees through DAV: paths from their root, folders with a slash, files with their contents."""
    root = root or f"/remote.php/dav/files/{user}/"
    tree, waiting = {}, [root]
    through = connection()
    while waiting:
        folder = waiting.pop()
        answer = propfind(folder, "d:resourcetype", "d:getlastmodified", user=user, password=password, through=through)
        if answer.status != 207:
            raise RuntimeError(f"PROPFIND {folder}: {answer}")
        for resource in multistatus(answer)[1:]:
            name = resource.path[len(root) :]
            if resource.is_folder():
                waiting.append(resource.href)
                tree[name.rstrip("/") + "/"] = None
            else:
                content = request("GET", resource.href, user=user, password=password, through=through)
                if content.status != 200:
                    raise RuntimeError(f"GET {resource.href}: {content}")
                tree[name] = content.body
    through.close()
    return tree


# nextcloudcmd


@dataclass
class Device:
    """A folder of somebody, kept in step by nextcloudcmd. Its configuration and its home are its own."""

    name: str
    folder: pathlib.Path
    home: pathlib.Path
    user: str
    password: str
    # What goes before the client's name on its command line.
    through: list = field(default_factory=list)
    # Whether the last run passed over something that had failed before.
    left_out: bool = False

    @classmethod
    def new(cls, name, under, user, password):
        """A device with an empty folder."""
        device = cls(name, under / name / "folder", under / name / "home", user, password)
        device.folder.mkdir(parents=True)
        return device

    def start(self, log, *options, **environment):
        """nextcloudcmd, started; what it says goes to the file `log`."""
        command = [*self.through, "nextcloudcmd", "--non-interactive", "-h", "--user", self.user, "--password", self.password]
        variables = {
            **os.environ,
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_RUNTIME_DIR": str(self.home),
            "LC_ALL": "C.UTF-8",
            **environment,
        }
        with open(log, "ab") as file:
            return subprocess.Popen(
                [*command, *options, self.folder, SERVER],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def log(self):
        """Where its client's words go."""
        return self.home.parent / "log"

    def sync(self, *options, seconds=120, **environment):
        """One run of nextcloudcmd; says whether it ended well."""
        before = self.log().stat().st_size if self.log().exists() else 0
        client = self.start(self.log(), *options, **environment)
        try:
            ended_well = client.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            client.kill()
            client.wait()
            ended_well = False
        with open(self.log(), "rb") as file:
            file.seek(before)
            # What failed once is not tried again for half a minute.
            self.left_out = b"is on blacklist" in file.read()
        return ended_well

    def said(self, lines=40):
        """What its client said last."""
        text = self.log().read_text(errors="replace").splitlines() if self.log().exists() else []
        return "\n".join(text[-lines:])


def is_journal(name):
    """Whether nextcloudcmd keeps this file for itself."""
    return name.startswith((".sync_", "._sync_", ".owncloudsync.log", ".nextcloudsync.log"))


def is_conflict(path):
    """Whether the file is the local half of a conflict."""
    return "(conflicted copy " in path.rsplit("/", 1)[-1]


def local_tree(folder):
    """Everything below a folder, as remote_tree tells it."""
    tree = {}
    for path, folders, files in os.walk(folder):
        below = os.path.relpath(path, folder)
        prefix = "" if below == "." else below + "/"
        for name in folders:
            tree[prefix + name + "/"] = None
        for name in files:
            if prefix or not is_journal(name):
                tree[prefix + name] = pathlib.Path(path, name).read_bytes()
    return tree


def differences(one, other):
    """How two trees differ, a line each; empty when they do not."""
    lines = [f"only in the first: {path!r}" for path in sorted(one.keys() - other.keys())]
    lines += [f"only in the second: {path!r}" for path in sorted(other.keys() - one.keys())]
    lines += [f"other contents: {path!r}" for path in sorted(one.keys() & other.keys()) if one[path] != other[path]]
    return "\n".join(lines)


def eventually(condition, seconds, every=0.05):
    """Waits for the condition; says whether it came."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(every)
    return bool(condition())
