import { describe, expect, it } from "vitest";
import { davAddress, davAddressAs, signInLink } from "./addresses";

describe("addresses for programs", () => {
  it("names the tree of one person", () => {
    expect(davAddress("https://communs.example", "camille")).toBe(
      "https://communs.example/dav/files/camille/",
    );
  });

  it("keeps the port and the security in the scheme of a file manager", () => {
    expect(davAddressAs("dav", "https://communs.example:8443", "zoe.b")).toBe(
      "davs://communs.example:8443/dav/files/zoe.b/",
    );
    expect(davAddressAs("webdav", "http://127.0.0.1:8080", "zoe")).toBe(
      "webdav://127.0.0.1:8080/dav/files/zoe/",
    );
  });

  it("cannot be cut at another place by what stands in it", () => {
    expect(signInLink("https://communs.example", { login: "camille", password: "abcd-efgh" })).toBe(
      "nc://login/server:https://communs.example&user:camille&password:abcd-efgh",
    );
    expect(signInLink("https://communs.example", { login: "a&b", password: "c:d&user:e" })).toBe(
      "nc://login/server:https://communs.example&user:a%26b&password:c%3Ad%26user%3Ae",
    );
  });
});
