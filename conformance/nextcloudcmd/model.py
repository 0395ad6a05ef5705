"""What must exist, whatever the devices did to it.

Every write of a file has contents of its own, which begin with their number. The model follows contents, not paths:
what was written and never overwritten or deleted by somebody who had it in hand must be found in the end, once; what
was overwritten or deleted must be gone. Where two devices did something to the same contents without knowing of each
other, the program that syncs decides, and may well keep both halves: there nothing may be lost, but may be there twice,
or come back.

Races over folders are the client's own. When two devices move or delete one folder, the program deletes it where it no
longer wants it, together with what somebody else has put there since; or brings back what was deleted from it, or leaves it in both
places. The first is in the trash then, which counts as kept. How often each happened is told, and must be rare.
"""

import collections
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
    alive: bool = True
    contended: bool = False
    name: str = ""
    touches: list = field(default_factory=list)


def number_of(body):
    """The number of the contents in a file; None for a file that we did not number."""
    head, line, _ = body.partition(b"\n")
    return int(head) if line and head.isdigit() else None


class Model:
    """All contents ever written."""

    def __init__(self):
        self.contents = {}
        # How many contents the last look found in the trash and nowhere else, and how many that were deleted.
        self.in_trash = 0
        self.came_back = 0
        self.doubled = 0
        # The names that a folder has had, and who gave it one or moved it.
        self.folders = {}
        # When a device last began a run that ended well: what had been carried by then, it knows.
        self.knows = collections.defaultdict(float)

    def write(self, device, name, body):
        """New contents, of which `body` gives those that follow the number."""
        number = len(self.contents) + 1
        whole = f"{number}\n".encode() + body
        self.contents[number] = Contents(number, device, len(whole), name=name)
        self._touch(device, number)
        return whole

    def move(self, device, body, name):
        """A device gave these contents another path, of which `name` is the last part."""
        number = number_of(body)
        if number is not None:
            self._touch(device, number)
            self.contents[number].name = name

    def kill(self, device, body):
        """A device overwrote or deleted these contents, which it had."""
        number = number_of(body)
        if number is not None:
            self._touch(device, number)
            self.contents[number].alive = False

    def move_folder(self, device, name, new_name):
        """A device moved a folder, or renamed it."""
        one, other = (self.folders.setdefault(each, ({each}, set())) for each in (name, new_name))
        merged = (one[0] | other[0], one[1] | other[1] | {device})
        for each in merged[0]:
            self.folders[each] = merged

    def _torn(self, paths):
        """Whether one of these lies in a folder that several devices moved."""
        names = {name for path in paths for name in path.split("/")[:-1]}
        return any(len(self.folders[name][1]) > 1 for name in names if name in self.folders)

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

    def violations(self, shared, kept, deleted):
        """What is lost, doubled, not gone or misnamed, a line each.

        `shared` is a list of (path, body) of everything that is on the server, each once; `kept` the same of the halves
        of conflicts that stayed on the device where they arose; `deleted` the names and sizes of the files in the trash.
        """
        self.in_trash = 0
        self.came_back = 0
        self.doubled = 0
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
            if contents.alive and not where and not half and (contents.name, contents.size) in deleted:
                self.in_trash += 1
            elif contents.alive and not where and not half:
                yield f"LOST: {contents}"
            elif contents.contended:
                continue
            elif not contents.alive and where:
                self.came_back += 1
            elif contents.alive and len(where) > 1 and self._torn(where):
                self.doubled += 1
            elif contents.alive and len(where) > 1:
                yield f"DOUBLED: {contents} at {where}"
            elif contents.alive and where and half:
                yield f"DOUBLED by a conflict: {contents} at {where} and {half}"
            elif contents.alive and where and where[0].rsplit("/", 1)[-1] != contents.name:
                yield f"MISNAMED: {contents} at {where[0]!r}"
