import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";

import type { Plugin } from "vite";

const FILE = "sw.js";
/** Only some need these; the worker keeps them once they are used. */
const ON_DEMAND = /\.(woff2?|map)$|\/(sv|de|fr|es|ja|en)-[^/]*\.js$/;

/** Tells the service worker which files make up the build, under a name that changes with any of them. */
export function serviceWorkerBuild({ base, publicFolder }: { base: string; publicFolder: string }): Plugin {
  return {
    name: "quorum-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle[FILE];
      if (worker?.type !== "chunk") throw new Error(`The build made no ${FILE}.`);
      const built = Object.keys(bundle).filter((name) => name !== FILE && name !== "index.html" && !name.startsWith(".vite/"));
      const names = [...built, ...readdirSync(publicFolder)].filter((name) => !ON_DEMAND.test(name)).sort();
      const version = createHash("sha256").update(JSON.stringify(Object.keys(bundle).sort())).update(worker.code);
      const build = { version: version.digest("hex").slice(0, 12), files: names.map((name) => base + name) };
      const text = JSON.stringify(JSON.stringify(build));
      worker.code = worker.code.replace(/(["'`])__QUORUM_BUILD__\1/, () => text);
    },
  };
}
