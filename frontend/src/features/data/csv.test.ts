import { describe, expect, it } from "vitest";

import { wholeRows } from "./csv";

describe("wholeRows", () => {
  it("splits at commas and line ends of either kind", () => {
    expect(wholeRows("a,b\r\n1,2\n")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("keeps commas, quotes and line ends inside quotes", () => {
    expect(wholeRows('"a,b","say ""hi""","two\nlines"\n')).toEqual([["a,b", 'say "hi"', "two\nlines"]]);
  });

  it("leaves out a row that is still on its way", () => {
    expect(wholeRows("a,b\n1,")).toEqual([["a", "b"]]);
  });
});
