import { describe, expect, it } from "vitest";

import { treatmentOf } from "./addresses";

describe("what the service worker keeps", () => {
  it("is the app's page for every address of the app, and for none of the server's own", () => {
    expect(["/", "/p/cells/classify", "/me"].map((path) => treatmentOf(path, true))).toEqual(["shell", "shell", "shell"]);
    const own = ["/accounts/login/", "/admin/", "/api/v1/me/data", "/static/account.css"];
    expect(own.map((path) => treatmentOf(path, true))).toEqual(["network", "network", "network", "network"]);
  });

  it("is files, planes of assigned images, and the two answers that a start needs", () => {
    expect(treatmentOf("/static/assets/index-1a2b.js", false)).toBe("asset");
    expect(treatmentOf("/i/token/protein.webp", false)).toBe("image");
    expect(treatmentOf("/api/v1/me", false)).toBe("start");
    expect(treatmentOf("/api/v1/projects/cells", false)).toBe("start");
  });

  it("is no other answer of the API, and no tile", () => {
    const rest = ["/api/v1/projects/cells/subjects", "/api/v1/me/data", "/api/v1/projects", "/i/token/protein/0/1/1.webp"];
    expect(rest.map((path) => treatmentOf(path, false))).toEqual(["network", "network", "network", "network"]);
  });
});
