import { describe, expect, it } from "vitest";

import { bestLanguage, languageOfCookies } from "./languages";

describe("the language", () => {
  it("is the first wish that there is a catalogue for", () => {
    expect(bestLanguage(["da", "sv-FI", "de"])).toBe("sv");
    expect(bestLanguage(["JA-jp"])).toBe("ja");
  });

  it("is English when no wish can be met", () => {
    expect(bestLanguage(["da", "fi"])).toBe("en");
    expect(bestLanguage([])).toBe("en");
  });

  it("is the one that a page of the server's was told, among other cookies", () => {
    expect(languageOfCookies("csrftoken=a; django_language=sv; other=b")).toBe("sv");
    expect(languageOfCookies("not_django_language=sv; csrftoken=a")).toBeNull();
    expect(languageOfCookies("django_language=klingon")).toBeNull();
    expect(languageOfCookies("")).toBeNull();
  });
});
