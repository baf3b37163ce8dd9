import * as Flag from "../args/Flag.js"

export const databaseFlag = Flag.text("database", "FILE|URL", {
  summary: "A file for SQLite, or postgres://... (default fax.db, or FAXINGCENTER_GATEWAY_DATABASE)"
})
export const configFlag = Flag.text("config", "FILE", {
  summary: "Settings in YAML or JSON; flags and variables take precedence"
})
