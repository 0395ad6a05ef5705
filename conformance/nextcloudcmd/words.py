"""What the clients say that they did: the only excuse for contents that are not where they should be.

Each excuse is a race that nextcloudcmd is known to run, named in RACES with its cause, and is granted only where the
client's own log shows that it did just that to just these contents. None of them is the server's to prevent: the client
deletes a folder without any condition.
"""

import collections
import re
import urllib.parse
from dataclasses import dataclass, field

RACES = {
    "seen": "in the trash alone: found new in a folder that this device was to delete, and deleted with it all the same",
    "unseen": "in the trash alone: put into a file or folder that another device, which had looked before, then deleted",
    "torn": "in the trash alone: in a folder moved on this device and changed on another: first taken for deleted, then moved",
    "knot": "in the trash alone: in a folder moved into another, which was moved into it meanwhile: the client deleted it",
    "twice": "at two places: new in such a folder, fetched to where the folder was, and sent again from there",
    "forgotten": "came back: a client killed in the middle took what it had written over it for a conflict: both are there",
    "again": "twice, or come back: a client sent it again, in a folder moved here and moved or deleted elsewhere, which it took for new",
    "blind": "gone: overwritten by a client that was broken off in a moved folder, whose ETag it had noted before it had its files",
    "over": "gone, but for a version: sent by two clients at once, each of which took the file for new, and sets no condition",
    "missed": "on the server, but not on this device: deleted here while the folder was moved elsewhere; the client takes 404 for done",
    "stale": "elsewhere on this device than on the server: the client failed to rename it here, and noted the ETag all the same",
    "undone": "under its former name: when the connection broke in a rename, the client took it back here",
    "swept": "gone: the half of a conflict, which only its device had, in a folder that was deleted elsewhere",
}

DISCOVERY = "#### Discovery start"
ENDED = "Sync run took"
BROKEN = "status OCC::SyncFileItem::FatalError"
REMOVED = re.compile(
    r'Discovered "(.*)" CSyncEnums::CSYNC_INSTRUCTION_REMOVE OCC::SyncFileItem::(Up|Down) CSyncEnums::ItemTypeDirectory'
)
CONFLICT = re.compile(r'Discovered "(.*)" CSyncEnums::CSYNC_INSTRUCTION_CONFLICT ')
NEW = re.compile(r'Discovered "(.*)" CSyncEnums::CSYNC_INSTRUCTION_NEW OCC::SyncFileItem::Up CSyncEnums::ItemTypeFile')
NOT_RENAMED = re.compile(r'Error renaming file "(.*?)" to "(.*?)" failed')
TAKEN_BACK = re.compile(r'Could not MOVE file "(.*?)"  to "')
NOT_FOUND = re.compile(
    r'"DELETE" for QUrl\("http://[^/]*/remote.php/dav/files/[^/]*/(.*?)"\) FINISHED WITH STATUS "ContentNotFoundError'
)
COMES = re.compile(r'Starting CSyncEnums::\w+ propagation of "(.*)" by OCC::Propagate(?:DownloadFile|LocalRename)\(')
DELETED_THERE = re.compile(r'Start propagate remote delete job for "(.*)"')
SENT_OVER = re.compile(
    r'PUT of "http://[^/]*/remote.php/dav/files/[^/]*/(.*?)" FINISHED WITH STATUS "OK" QVariant\(int, 204\)'
)
SENT = re.compile(r'propagator\.upload\.v1 \]:\t"/(.*)" "SHA1:(\w+)"')
MOVED = re.compile(r'Rename detected \(up\)  "(.*)"  ->  "(.*)"')
FILE_MOVED = re.compile(
    r'Discovered "(.*)" CSyncEnums::CSYNC_INSTRUCTION_RENAME OCC::SyncFileItem::(?:Up|Down) CSyncEnums::ItemTypeFile'
)
PUT_THERE = re.compile(
    r'Completed propagation of "(.*)" by OCC::Propagate(?:UploadFile\w*|RemoteMove)\(\w+\) with status OCC::SyncFileItem::Success'
)
SPELT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)")


def unquoted(path):
    """A path as it is, of one as the client's log has it."""
    return SPELT.sub(lambda found: found[3] or chr(int(found[1] or found[2], 16)), path)


@dataclass
class Said:
    """What matters of what one client said, with the times as it has them."""

    # What came from elsewhere into a folder that the very same run was to delete there.
    new_in_deleted: set = field(default_factory=set)
    # What a run deleted there, or fetched, in the place of a folder that it was to move.
    torn: set = field(default_factory=set)
    # The files of which it thought that they were moved, in a run that deleted a folder which was to be moved into itself.
    knot: set = field(default_factory=set)
    twice: set = field(default_factory=set)
    # Conflicts found by a run that follows one that was broken off.
    forgotten: set = field(default_factory=set)
    # What such a run took for new, to be sent.
    blind: set = field(default_factory=set)
    # What it sent as new, and found there.
    over: set = field(default_factory=set)
    # What was not there any more when it was to be deleted.
    missed: set = field(default_factory=set)
    # What was renamed here, and renamed back.
    undone: set = field(default_factory=set)
    # What could not be renamed here: from where, and to where.
    stale: set = field(default_factory=set)
    # Folders that were deleted elsewhere.
    removed_here: set = field(default_factory=set)
    # When its run began to look, when it deleted, and what.
    deleted_there: list = field(default_factory=list)
    # Where it sent contents, by their SHA-1.
    sent: dict = field(default_factory=lambda: collections.defaultdict(set))
    # When, and what.
    put_there: list = field(default_factory=list)

    @classmethod
    def by(cls, device):
        """Everything that the client of a device has said so far."""
        said, looked, going, moved, broken, after_broken = cls(), "", [], [], "", ""
        knots, files_moved, new = [], [], set()
        for line in device.log().read_text(errors="replace").splitlines():
            at = line[:18]
            if DISCOVERY in line:
                looked, going, moved, broken, after_broken = at, [], [], "running", broken
                knots, files_moved, new = [], [], set()
            elif BROKEN in line:
                broken = "broken"
            elif ENDED in line and broken == "running":
                broken = ""
            elif after_broken and (found := CONFLICT.search(line)):
                said.forgotten.add(unquoted(found[1]))
            elif found := NEW.search(line):
                new.add(unquoted(found[1]))
                if after_broken:
                    said.blind.add(unquoted(found[1]))
            elif found := SENT_OVER.search(line):
                said.over.update({urllib.parse.unquote(found[1])} & new)
            elif found := NOT_FOUND.search(line):
                said.missed.add(urllib.parse.unquote(found[1]))
            elif found := TAKEN_BACK.search(line):
                said.undone.add(unquoted(found[1]))
            elif found := NOT_RENAMED.search(line):
                said.stale.update(unquoted(path).removeprefix(f"{device.folder}/") for path in found.groups())
            elif found := REMOVED.search(line):
                path = unquoted(found[1])
                if found[2] == "Up":
                    going.append(path)
                else:
                    said.removed_here.add(path)
            elif found := MOVED.search(line):
                path, to = unquoted(found[1]), unquoted(found[2])
                moved.append(path)
                if path != to and below(to, path):
                    knots.append(path)
            elif found := FILE_MOVED.search(line):
                files_moved.append(unquoted(found[1]))
            elif found := COMES.search(line):
                path = unquoted(found[1])
                if any(below(path, folder) for folder in moved):
                    said.twice.add(path)
                elif any(below(path, folder) for folder in going):
                    said.new_in_deleted.add(path)
            elif found := DELETED_THERE.search(line):
                path = unquoted(found[1])
                said.deleted_there.append((looked, at, path))
                if any(below(path, folder) for folder in moved):
                    said.torn.add(path)
                if path in knots:
                    said.knot.update(files_moved)
            elif found := SENT.search(line):
                said.sent[found[2]].add(unquoted(found[1]))
            elif found := PUT_THERE.search(line):
                said.put_there.append((at, unquoted(found[1])))
        return said


def below(path, folder):
    """Whether the path is the folder itself, or in it."""
    return path == folder or path.startswith(folder + "/")


def last(path):
    """The last part of a path; of a folder's too."""
    return path.rstrip("/").rsplit("/", 1)[-1]


def is_one(path, names):
    """Whether the last part of the path is one of the names."""
    return last(path) in names


class Words:
    """What all clients have said so far."""

    def __init__(self, devices):
        self.of = {device.name: Said.by(device) for device in devices}

    def trashed(self, names):
        """The race that left contents which had these names in the trash; None when no client says anything of the kind."""
        said = self.of.values()
        if any(is_one(path, names) for one in said for path in one.new_in_deleted):
            return "seen"
        if any(is_one(path, names) for one in said for path in one.torn):
            return "torn"
        if any(is_one(path, names) for one in said for path in one.knot):
            return "knot"
        put = [(at, path) for one in said for at, path in one.put_there if is_one(path, names)]
        deleted = [deletion for one in said for deletion in one.deleted_there]
        if any(looked <= at <= gone and below(path, folder) for at, path in put for looked, gone, folder in deleted):
            return "unseen"
        return None

    def gone(self, names, halves):
        """The same, of contents which had these names and are nowhere, and of which the halves of conflicts were at these
        places, each a device and a path."""
        if any(below(path, folder) for device, path in halves for folder in self.of[device].removed_here):
            return "swept"
        if any(is_one(path, names) for one in self.of.values() for path in one.over):
            return "over"
        return "blind" if any(is_one(path, names) for one in self.of.values() for path in one.blind) else None

    def misnamed(self, path):
        """The same, of contents that are at this path, which is not what they were called last."""
        undone = any(is_one(path, {last(old)}) for one in self.of.values() for old in one.undone)
        return "undone" if undone else None

    def missed(self, device, path):
        """Whether a device does not have what is at this path because it wanted to delete it where it had been before."""
        return any(is_one(path, {last(old)}) for old in self.of[device].missed)

    def stale(self, device, path):
        """Whether a device has what is at this path alone, or has it not, because it could not rename it."""
        return any(below(path.rstrip("/"), tried) for tried in self.of[device].stale)

    def came_back(self, names, digest, halved):
        """The same, of contents which had these names and this SHA-1; whether the half of a conflict has replaced them."""
        if halved and any(is_one(path, names) for one in self.of.values() for path in one.forgotten):
            return "forgotten"
        return "again" if self._sent(digest) > 1 else None

    def doubled(self, names, digest, places):
        """The same, of contents which had these names and this SHA-1, and are in so many places."""
        if any(is_one(path, names) for one in self.of.values() for path in one.twice):
            return "twice"
        return "again" if self._sent(digest) >= places else None

    def _sent(self, digest):
        """In how many places clients have sent the contents with this SHA-1."""
        return len(set().union(*(one.sent[digest] for one in self.of.values())))
