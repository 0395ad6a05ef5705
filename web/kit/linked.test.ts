import { describe, expect, it } from "vitest";
import { paragraphsOf, piecesOf } from "./linked";

const links = (line: string) => piecesOf(line).flatMap(({ to }) => to ?? []);

describe("text that somebody typed", () => {
  it("has paragraphs and lines", () => {
    const shape = paragraphsOf("one\ntwo\n\n \n\nthree\n").map((lines) => lines.map((line) => line[0]?.text));
    expect(shape).toEqual([["one", "two"], ["three"]]);
    expect(paragraphsOf(" \n ")).toEqual([]);
  });

  it("has addresses that can be followed, without the end of the sentence", () => {
    expect(links("Voir https://communs.example/a?b=c#d.")).toEqual(["https://communs.example/a?b=c#d"]);
    expect(links("(https://a.example/x_(y)), puis « http://b.example »")).toEqual([
      "https://a.example/x_(y)",
      "http://b.example",
    ]);
    expect(piecesOf("a https://a.example b").map(({ text }) => text)).toEqual([
      "a ",
      "https://a.example",
      " b",
    ]);
  });

  it("has nothing else that means anything", () => {
    for (const hostile of [
      "javascript:alert(1)",
      "[x](javascript:alert(1))",
      "<a href='https://evil'",
      "data:text/html,x",
      "https://",
      "http://[",
      "//evil.example",
    ])
      for (const to of links(hostile)) expect(to).toMatch(/^https?:\/\/[^\s<>"]+$/);
    expect(links("javascript:alert(1) https:// http://[")).toEqual([]);
    const text = "<img src=x onerror=alert(1)>";
    expect(piecesOf(text)).toEqual([{ text }]);
  });
});
