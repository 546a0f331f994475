import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.QUORUM_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/static/",
  plugins: [react()],
  build: {
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    sourcemap: false,
    rollupOptions: {
      // The server's own pages link account.css by a name that stays.
      input: { index: "index.html", account: "src/ui/account.css" },
      output: {
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
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
