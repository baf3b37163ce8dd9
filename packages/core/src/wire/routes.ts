/** Where a call goes. In a path, `:name` stands for what varies. */
export interface Route<Path extends string = string> {
  readonly method: "GET" | "POST" | "DELETE"
  readonly path: Path
}

/** The calls of the contract. */
export const contract = {
  oauth: { method: "POST", path: "/oauth" },
  send: { method: "POST", path: "/api/rest/fax/send" },
  status: { method: "GET", path: "/api/rest/fax/status" },
  search: { method: "GET", path: "/api/rest/fax/search" }
} as const satisfies Record<string, Route>

/** The query parameters of the contract, by what they mean. */
export const parameters = {
  status: { sendId: "sid", messageId: "mid", page: "p" },
  search: {
    from: "from_date",
    to: "to_date",
    number: "fax_number",
    status: "status",
    page: "p",
    userId: "user_id"
  }
} as const

/** What a gateway has beside the contract. */
export const gateway = {
  sendFax: { method: "POST", path: "/gateway/v1/faxes" },
  messages: { method: "GET", path: "/gateway/v1/messages" },
  detail: { method: "GET", path: "/gateway/v1/messages/:id" },
  cancel: { method: "POST", path: "/gateway/v1/messages/:id/cancel" },
  resend: { method: "POST", path: "/gateway/v1/messages/:id/resend" },
  resolve: { method: "POST", path: "/gateway/v1/messages/:id/resolve" },
  deliveryReceipt: { method: "GET", path: "/gateway/v1/messages/:id/receipt" },
  receptionReceipt: { method: "GET", path: "/gateway/v1/received/:id/receipt" },
  receiptKey: { method: "GET", path: "/gateway/v1/receipt-key" },
  events: { method: "GET", path: "/gateway/v1/events" },
  audit: { method: "GET", path: "/gateway/v1/audit" },
  listWebhooks: { method: "GET", path: "/gateway/v1/webhooks" },
  addWebhook: { method: "POST", path: "/gateway/v1/webhooks" },
  webhookSecret: { method: "GET", path: "/gateway/v1/webhooks/secret" },
  rotateWebhookSecret: { method: "POST", path: "/gateway/v1/webhooks/secret" },
  webhookPosts: { method: "GET", path: "/gateway/v1/webhooks/deliveries" },
  replayWebhook: { method: "POST", path: "/gateway/v1/webhooks/deliveries/:id/replay" },
  testWebhook: { method: "POST", path: "/gateway/v1/webhooks/:id/test" },
  receivedHint: { method: "POST", path: "/gateway/v1/line/received" },
  removeWebhook: { method: "DELETE", path: "/gateway/v1/webhooks/:id" }
} as const satisfies Record<string, Route>

/** The faxes that came in: at a gateway, and at whatever else receives. */
export const received = {
  list: { method: "GET", path: "/gateway/v1/received" },
  get: { method: "GET", path: "/gateway/v1/received/:id" },
  document: { method: "GET", path: "/gateway/v1/received/:id/document" },
  markRead: { method: "POST", path: "/gateway/v1/received/:id/read" },
  redeliver: { method: "POST", path: "/gateway/v1/received/:id/redeliver" },
  remove: { method: "DELETE", path: "/gateway/v1/received/:id" }
} as const satisfies Record<string, Route>

/** What a server says of itself, to whoever asks: it needs no token. */
export const server = {
  healthz: { method: "GET", path: "/healthz" },
  readyz: { method: "GET", path: "/readyz" },
  metrics: { method: "GET", path: "/metrics" },
  openApi: { method: "GET", path: "/openapi.json" }
} as const satisfies Record<string, Route>

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/**
 * A route whose path has what varies filled in.
 *
 * @example
 * ```ts
 * import { routes } from "@faxingcenter/core/wire"
 *
 * const { method, path } = routes.at(routes.gateway.cancel, { id: "0".repeat(32) })
 * ```
 */
export const at = <Path extends string>(
  { method, path }: Route<Path>,
  values: Readonly<Record<NamesIn<Path>, string>>
): Route => {
  const given = new Map<string, string>(Object.entries(values))
  return {
    method,
    path: path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given.get(name) ?? ""))
  }
}
