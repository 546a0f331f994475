import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { serviceWorkerBuild } from "./serviceWorker.ts";

const backend = process.env.QUORUM_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig(({ command }) => ({
  // The server has the built files under /static/; the development server has them at the root.
  base: command === "build" ? "/static/" : "/",
  // Babel only rewrites the translation macros, before anything else sees them.
  plugins: [babel({ plugins: ["@lingui/babel-plugin-lingui-macro"] }), lingui(), react(), serviceWorkerBuild({ base: "/static/", publicFolder: "public" })],
  build: {
    manifest: true,
    target: "es2022",
    // Keeps light-dark() as it is: replaced by variables, a dark room in a light page would stay light.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    sourcemap: false,
    rollupOptions: {
      // The server's own pages link account.css by a name that stays; browsers know a service worker by its address.
      input: { index: "index.html", account: "src/ui/account.css", sw: "src/offline/worker.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        assetFileNames: (asset) =>
          asset.names.includes("account.css") ? "account.css" : "assets/[name]-[hash][extname]",
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/i/", "/accounts", "/admin"].map((path) => [path, { target: backend }]),
    ),
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
}));
