/** What each package may import of the others; whatever is not listed is an arrow upwards. */
export const mayImport = {
  core: [],
  contract: ["core"],
  pages: ["core"],
  gateway: ["core", "pages"],
  "hono-server": ["core", "gateway"],
  "mock-server": ["core", "pages", "hono-server"],
  cli: ["core", "contract", "pages", "gateway", "hono-server", "mock-server"]
}

/** Modules that only one folder of their package may import. */
export const keptInside = [{ name: "gateway", module: "store/database/sql.ts", folder: "store" }]

/** Where the wire is spelled, and nowhere else: paths, parameters and members of bodies. */
export const wire = {
  folder: "core/src/wire/",
  routes: "core/src/wire/routes.ts",
  members: "core/src/wire/members.ts"
}
