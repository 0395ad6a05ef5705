"""People who work in their folders: random, and the same again from the same seed."""

import os
import pathlib
import shutil

import lib
from model import number_of

# Every script, what addresses must escape, what shells dislike, both forms of accents, names that differ in case alone.
# No empty files, which hold no number to be told apart by: the suite nextcloudcmd-first has them.
NAMES = [
    "Été à la mer.txt",
    "caf\u00e9.txt",
    "cafe\u0301.txt",
    "日本語の書類.odt",
    "한국어 문서.hwp",
    "Ελληνικά.md",
    "русский текст.txt",
    "עברית.txt",
    "العربية.txt",
    "ภาษาไทย.txt",
    "हिन्दी.txt",
    "ქართული.txt",
    "አማርኛ.txt",
    "𝒜stral 𐍈.txt",
    "🌻 sunflower 👩‍🌾.jpg",
    "100% sûr.txt",
    "%41 is not A.txt",
    "%2F is not a slash.txt",
    "a+b=c.txt",
    "a&b;c,d.txt",
    "it's (really) [fine] {ok}.txt",
    "hash#tag.txt",
    "a=b&c#d.txt",
    "at@home ~ $5 ^ !.txt",
    "two  spaces.txt",
    'a:b? c*d "e" <f> |g|.txt',
    "back\\slash.txt",
    "no-extension",
    ".hidden",
    "archive.tar.gz",
    "UPPER and lower.txt",
    "upper and LOWER.txt",
    "é" * 100 + ".txt",
]


class Person:
    """Somebody who works on one device."""

    def __init__(self, device, model, source, group):
        self.device = device
        self.model = model
        self.source = source
        self.group = group
        self.done = []
        Person.everybody.append(self)

    everybody = []

    def _concern(self, folder):
        """Doing something to a folder concerns what others have put there, though it is not here yet."""
        for other in Person.everybody:
            for path in self._files(other.device.folder / folder.relative_to(self.device.folder)):
                self.model.concern(self.device.name, path.read_bytes())

    def work(self, acts):
        """Does so many random things."""
        ways = [
            (self.create, 30),
            (self.edit, 22),
            (self.rename, 12),
            (self.move, 12),
            (self.replace, 4),
            (self.delete, 10),
            (self.make_folder, 8),
            (self.rename_folder, 5),
            (self.move_folder, 5),
            (self.delete_folder, 2),
            (self.resolve, 4),
        ]
        for way in self.source.choices([way for way, _ in ways], [weight for _, weight in ways], k=acts):
            way()

    def create(self):
        path = self._path(self._folder())
        if os.path.lexists(path):
            return
        self._write(path, self._new(path), "create")

    def edit(self):
        if path := self._file():
            former = path.read_bytes()
            self.model.kill(self.device.name, former)
            body = self._new(path, number_of(former))
            # Some programs write into the file, others write a new one and put it in its place.
            if self.source.random() < 0.5:
                self._write(path, body, "edit")
            else:
                aside = path.with_name(".liiibre-aside")
                self._write(aside, body, "edit, replacing")
                aside.rename(path)
                self.done[-1] += f" -> {path.name!r}"

    def rename(self):
        if path := self._file():
            self._move(path, self._path(path.parent))

    def move(self):
        if path := self._file():
            self._move(path, self._folder() / path.name)

    def replace(self):
        one, other = self._file(), self._file()
        if one and other and one != other:
            self.model.kill(self.device.name, other.read_bytes())
            self.model.move(self.device.name, one.read_bytes(), other.name)
            self._say("replace", other, one)
            one.rename(other)

    def delete(self):
        if path := self._file():
            self.model.kill(self.device.name, path.read_bytes())
            self._say("delete", path)
            path.unlink()

    def make_folder(self):
        path = self._path(self._folder()).with_suffix(".d")
        if not os.path.lexists(path):
            self._say("mkdir", path)
            path.mkdir()

    def rename_folder(self):
        if folder := self._folder(but_roots=True):
            self._move(folder, self._path(folder.parent).with_suffix(".d"))

    def move_folder(self):
        folder, to = self._folder(but_roots=True), self._folder()
        if folder and folder != to and folder not in to.parents:
            self._move(folder, to / folder.name)

    def delete_folder(self):
        if folder := self._folder(but_roots=True):
            self._concern(folder)
            for path in self._files(folder):
                self.model.kill(self.device.name, path.read_bytes())
            self._say("rmdir", folder)
            shutil.rmtree(folder)

    def resolve(self):
        """Takes the half of a conflict that stayed here, and gives it a name: then it goes to all devices."""
        halves = [path for path in self._files(self.device.folder) if lib.is_conflict(path.name)]
        if halves:
            path = self.source.choice(sorted(halves))
            self._move(path, self._path(path.parent))

    def _move(self, path, to):
        if os.path.lexists(to):
            return
        if path.is_dir():
            self._concern(path)
            for inside in self._files(path):
                self.model.move(self.device.name, inside.read_bytes(), inside.name)
        else:
            self.model.move(self.device.name, path.read_bytes(), to.name)
        self._say("move", path, to)
        path.rename(to)

    def _new(self, path, instead_of=None):
        length = self.source.choice([0, 1, 100, 3_000, 3_000, 40_000])
        return self.model.write(self.device.name, path.name, self.source.randbytes(length), instead_of)

    def _write(self, path, body, what):
        self._say(what, path, number=number_of(body))
        path.write_bytes(body)
        # Long ago, as programs leave alone what is being written, and never the same second twice, as they know a
        # change by it.
        Person.second += 7
        os.utime(path, (Person.second, Person.second))

    second = 1_700_000_000

    def _say(self, what, path, to=None, number=None):
        line = f"{self.device.name}: {what} {str(path.relative_to(self.device.folder))!r}"
        if to:
            line += f" -> {str(to.relative_to(self.device.folder))!r}"
        self.done.append(line + (f" ({number})" if number else ""))

    def _files(self, folder):
        found = []
        for path, _, files in os.walk(folder):
            found += [pathlib.Path(path, name) for name in files if not lib.is_journal(name)]
        return sorted(found)

    def _file(self):
        files = [path for path in self._files(self.device.folder) if not self._left_alone(path)]
        return self.source.choice(files) if files else None

    def _left_alone(self, path):
        return lib.is_conflict(path.name) or path.read_bytes() == b"stays\n"

    def _folder(self, but_roots=False):
        roots = [self.device.folder, self.device.folder / self.group]
        folders = sorted(pathlib.Path(path) for path, _, _ in os.walk(self.device.folder))
        folders = [folder for folder in folders if folder not in roots] if but_roots else folders
        if not folders:
            return None
        # Most of it happens where the others are.
        shared = [folder for folder in folders if roots[1] in (folder, *folder.parents)]
        if shared and self.source.random() < 0.6:
            folders = shared
        return self.source.choice(folders)

    def _path(self, folder):
        name = self.source.choice(NAMES)
        if self.source.random() < 0.6:
            number = self.source.randrange(1000)
            name = f"{number} {name}" if not name.startswith(".") and len(name.encode()) < 200 else name
        return folder / name
