import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { linguiMacro } from "./scripts/lingui-macro.mjs";

const server = process.env.LIIIBRE_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [linguiMacro(), react(), lingui()],
  resolve: { alias: { "~": import.meta.dirname } },
  build: {
    outDir: "dist",
    target: ["chrome111", "firefox114", "safari16.4"],
    manifest: true,
    // Small assets stay files: the Content-Security-Policy of the pages need not allow data: fonts or scripts.
    assetsInlineLimit: 0,
    rollupOptions: {
      // The service worker is a file of its own at an address that stays: its scope is the whole site.
      input: { index: "index.html", sw: "tools/notifications/sw.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  server: {
    port: 5173,
    // The Host stays the browser's: the server finds the organisation by it, and compares Origin with it.
    proxy: {
      // web/api holds source files of that name; they are ours to serve.
      "^/api/(?![\\w-]+\\.ts)": { target: server, ws: true, changeOrigin: false },
      "/dav": { target: server, changeOrigin: false },
    },
  },
  test: {
    include: ["{api,kit,shell,tools,scripts}/**/*.test.{ts,tsx}"],
    environment: "node",
    // Style sheets imported as text are read, not emptied: the colours in them are tested.
    css: true,
  },
});
