import type { Site } from "@faxingcenter/hono-server/ui"

/** The pages of the mock. */
export const site: Site = {
  brand: "Fax mock",
  assets: "/_mock/ui",
  events: "/_mock/events",
  parts: [
    { href: "/", name: "Inbox" },
    { href: "/_mock/ui/received", name: "Received" },
    { href: "/_mock/ui/requests", name: "Requests" },
    { href: "/_mock/ui/line", name: "Line" },
    { href: "/_mock/ui/api", name: "API" }
  ],
  shortcuts: [
    ["/", "Search"],
    ["j, k", "Next, previous fax"],
    ["n, p", "Next, previous page of the fax"],
    ["+, -, 0", "Larger, smaller, fit"],
    ["c", "Beside the original"],
    ["d", "Deliver"],
    ["f", "Choose how it fails"],
    ["h", "Hold, release"],
    ["Delete", "Delete the fax and its whole job"],
    ["u", "Undo the last deletion"],
    ["Esc", "Back to the list"],
    ["?", "This help"]
  ]
}
