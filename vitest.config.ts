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
    // Many files wait for servers and browsers: a worker for each core, not one fewer.
    maxWorkers: "100%",
    // What is asked again and again until it holds has as long as its test, not vitest's second.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
