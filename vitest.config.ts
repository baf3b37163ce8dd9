import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "examples/*/test/**/*.test.ts",
      "scripts/test/**/*.test.ts",
      "site/test/**/*.test.ts"
    ],
    coverage: {
      include: ["packages/*/src/**"],
      reporter: ["text-summary", "html", "lcov"]
    },
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
})
