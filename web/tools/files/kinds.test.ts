import { expect, it } from "vitest";
import { kindOf, viewerOf } from "./kinds";

const file = (name: string, media_type: string | null, has_preview = false) =>
  ({ kind: "file", name, media_type, has_preview }) as const;

it("knows what people call a thing", () => {
  expect(kindOf({ kind: "folder", name: "a.zip", media_type: null })).toBe("folder");
  expect(kindOf(file("Plan", "application/vnd.oasis.opendocument.text"))).toBe("document");
  expect(kindOf(file("Comptes.ods", null))).toBe("spreadsheet");
  expect(kindOf(file("photo", "image/heic"))).toBe("image");
  expect(kindOf(file("notes.md", "text/markdown; charset=utf-8"))).toBe("text");
  expect(kindOf(file("données", "application/octet-stream"))).toBe("other");
});

it("previews only what is safe and possible", () => {
  expect(viewerOf(file("page.html", "text/html"))).toBe("text");
  expect(viewerOf(file("photo.heic", "image/heic"))).toBeNull();
  expect(viewerOf(file("photo.heic", "image/heic", true))).toBe("image");
  expect(viewerOf(file("plan.odt", "application/vnd.oasis.opendocument.text"))).toBeNull();
  expect(viewerOf(file("a.zip", "application/zip"))).toBeNull();
  expect(viewerOf(file("liste.csv", "text/csv"))).toBe("text");
});
