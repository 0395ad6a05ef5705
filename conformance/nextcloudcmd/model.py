"""What must exist, whatever the devices did to it.

Every write of a file has contents of its own, which begin with their number. The model follows contents, not paths:
what was written and never overwritten or deleted by somebody who had it in hand must be found in the end, once; what
was overwritten or deleted must be gone. Where two devices did something to the same contents without knowing of each
other, the program that syncs decides, and may well keep both halves: there nothing may be lost, but may be there twice,
or come back.

What is lost or doubled beyond that has one excuse: that the client says so itself (words.py). Those are races over
folders, which are the client's own; how often each happened is told.
"""

import collections
import hashlib
from dataclasses import dataclass, field


@dataclass
class Touch:
    """A device did something to contents."""

    device: str
    # When the device's run that carried it to the server ended; None before.
    carried_at: float | None = None


@dataclass
class Contents:
    """One write of one file."""

    number: int
    made_by: str
    size: int
    digest: str
    alive: bool = True
    contended: bool = False
    name: str = ""
    # Every name that somebody gave it: where two renamed it at once, the program that syncs decides.
    names: set = field(default_factory=set)
    # What it replaced in the same file.
    instead_of: int | None = None
    touches: list = field(default_factory=list)


def number_of(body):
    """The number of the contents in a file; None for a file that we did not number."""
    head, line, _ = body.partition(b"\n")
    return int(head) if line and head.isdigit() else None


class Model:
    """All contents ever written."""

    def __init__(self):
        self.contents = {}
        # The races of the clients that the last look found: the numbers of the contents, by what the client did.
        self.races = collections.defaultdict(list)
        # Where the halves of conflicts were that stayed on a device: by number, the device and the path.
        self.halves = collections.defaultdict(set)
        # When a device last began a run that ended well: what had been carried by then, it knows.
        self.knows = collections.defaultdict(float)

    def write(self, device, name, body, instead_of=None):
        """New contents, of which `body` gives those that follow the number; in the file that had `instead_of`."""
        number = len(self.contents) + 1
        whole = f"{number}\n".encode() + body
        self.contents[number] = Contents(number, device, len(whole), hashlib.sha1(whole).hexdigest(), name=name, names={name}, instead_of=instead_of)
        self._touch(device, number)
        return whole

    def move(self, device, body, name):
        """A device gave these contents another path, of which `name` is the last part."""
        number = number_of(body)
        if number is not None:
            self._touch(device, number)
            self.contents[number].name = name
            self.contents[number].names.add(name)

    def _inherited(self, contents):
        """The names that somebody gave the file while another, not knowing, wrote these contents into it."""
        names, contents = set(), self.contents.get(contents.instead_of)
        while contents:
            if contents.contended:
                names |= contents.names
            contents = self.contents.get(contents.instead_of)
        return names

    def kill(self, device, body):
        """A device overwrote or deleted these contents, which it had."""
        number = number_of(body)
        if number is not None:
            self._touch(device, number)
            self.contents[number].alive = False

    def concern(self, device, body):
        """A device did something to the folder that these contents are in, on whatever device."""
        number = number_of(body)
        if number is not None:
            self._touch(device, number)

    def _touch(self, device, number):
        contents = self.contents[number]
        for touch in contents.touches:
            unknown = touch.carried_at is None or touch.carried_at >= self.knows[device]
            if touch.device != device and unknown:
                contents.contended = True
        contents.touches.append(Touch(device))

    def synced(self, device, began, ended):
        """A run of this device ended well."""
        self.knows[device] = began
        for contents in self.contents.values():
            for touch in contents.touches:
                if touch.device == device and touch.carried_at is None:
                    touch.carried_at = ended

    def sees_half(self, device, path, body):
        """The half of a conflict is on this device, at this path below its folder."""
        number = number_of(body)
        if number is not None:
            self.halves[number].add((device, path))

    def violations(self, shared, kept, deleted, words):
        """What is lost, doubled, not gone or misnamed, a line each.

        `shared` is a list of (path, body) of everything that is on the server, each once; `kept` the same of the halves
        of conflicts that stayed on the device where they arose; `deleted` the numbers of what is in the trash; `words`
        what the clients said.
        """
        self.races.clear()
        found, halves = collections.defaultdict(list), collections.defaultdict(list)
        for into, files in ((found, shared), (halves, kept)):
            for path, body in files:
                number = number_of(body)
                if number is None:
                    continue
                into[number].append(path)
                if number not in self.contents:
                    yield f"not written by anybody: {path!r}"
                elif self.contents[number].size != len(body):
                    yield f"{number} has {len(body)} bytes of {self.contents[number].size}: {path!r}"
        for number, contents in self.contents.items():
            where, half = found[number], halves[number]
            if contents.alive and not where and not half:
                names = contents.names | self._inherited(contents)
                race = words.trashed(names) if number in deleted else words.gone(names, self.halves[number])
                if race:
                    self.races[race].append(number)
                else:
                    yield f"{'IN THE TRASH ALONE' if number in deleted else 'LOST'}: {contents}"
            elif contents.contended:
                continue
            elif not contents.alive and where:
                later = [other for other in self.contents.values() if other.instead_of == number]
                halved = any(halves[other.number] or self.halves[other.number] for other in later)
                if race := words.came_back(contents.names, contents.digest, halved):
                    self.races[race].append(number)
                else:
                    yield f"CAME BACK: {contents} at {where}"
            elif contents.alive and len(where) > 1:
                if race := words.doubled(contents.names | self._inherited(contents), contents.digest, len(where)):
                    self.races[race].append(number)
                else:
                    yield f"DOUBLED: {contents} at {where}"
            elif contents.alive and where and half:
                yield f"DOUBLED by a conflict: {contents} at {where} and {half}"
            elif contents.alive and where and where[0].rsplit("/", 1)[-1] not in {contents.name} | self._inherited(contents):
                if race := words.misnamed(where[0]):
                    self.races[race].append(number)
                else:
                    yield f"MISNAMED: {contents} at {where[0]!r}"
