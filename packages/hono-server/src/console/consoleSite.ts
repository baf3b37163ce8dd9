import type { Site } from "../ui/Shell.js"

/** The address that the console is mounted at. */
export const base = "/console"

/** The pages of the console. */
export const consoleSite: Site = {
  brand: "Fax gateway",
  assets: `${base}/assets`,
  events: `${base}/events`,
  parts: [
    { href: `${base}/queue`, name: "Queue" },
    { href: `${base}/messages`, name: "Messages" },
    { href: `${base}/received`, name: "Received" },
    { href: `${base}/unknown`, name: "To settle" },
    { href: `${base}/webhooks`, name: "Webhooks" },
    { href: `${base}/clients`, name: "Clients" },
    { href: `${base}/health`, name: "Health" },
    { href: `${base}/audit`, name: "Audit" }
  ],
  shortcuts: [
    ["/", "Search"],
    ["j, k", "Next, previous fax"],
    ["n, p", "Next, previous page of the fax"],
    ["+, -, 0", "Larger, smaller, fit"],
    ["Esc", "Back to the list"],
    ["?", "This help"]
  ]
}
