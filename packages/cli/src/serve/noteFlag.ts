import * as Flag from "../args/Flag.js"

export const noteFlag = Flag.text("note", "TEXT", {
  summary: "Why, for others and the audit log"
})
