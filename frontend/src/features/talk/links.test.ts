import { describe, expect, it } from "vitest";

import { piecesOf } from "./links";

describe("the pieces of a text", () => {
  it("leaves text without addresses as it is", () => {
    expect(piecesOf("<b>no</b> javascript:alert(1)")).toEqual([{ text: "<b>no</b> javascript:alert(1)", href: null }]);
  });

  it("makes links of web addresses, without the full stop after them", () => {
    expect(piecesOf("See https://example.org/a?b=1. Or (http://x.org)!")).toEqual([
      { text: "See ", href: null },
      { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
      { text: ". Or (", href: null },
      { text: "http://x.org", href: "http://x.org" },
      { text: ")!", href: null },
    ]);
  });

  it("does not follow what is no address", () => {
    expect(piecesOf("http://[")).toEqual([{ text: "http://[", href: null }]);
  });

  it("loses nothing", () => {
    const text = "a https://x.org/<script> b\nhttps://y.org";
    expect(piecesOf(text).map((piece) => piece.text).join("")).toBe(text);
  });
});
