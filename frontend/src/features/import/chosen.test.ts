import { describe, expect, it } from "vitest";

import { addFiles, kindOf, totalSize } from "./chosen";

const file = (name: string, text = "x") => new File([text], name);

describe("chosen files", () => {
  it("are kept once per name, the newest of them", () => {
    const files = addFiles([file("a.png"), file("b.png")], [file("a.png", "longer")]);
    expect(files.map(({ name }) => name)).toEqual(["a.png", "b.png"]);
    expect(totalSize(files)).toBe(7);
  });

  it("speak for the Kaggle layout by train.csv or a colour at the end of a name", () => {
    expect(kindOf([file("train.csv")])).toBe("kaggle");
    expect(kindOf([file("0a1_GREEN.png")])).toBe("kaggle");
  });

  it("speak for a manifest by any other table, and for nothing without one", () => {
    expect(kindOf([file("plate7.csv"), file("a.tif")])).toBe("manifest");
    expect(kindOf([file("all.zip")])).toBeNull();
  });
});
