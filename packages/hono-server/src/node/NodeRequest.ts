import type { IncomingMessage, ServerResponse } from "node:http"
import type { DirectRequest } from "../request/RouteRequest.js"

/** A request of Node's own HTTP server, read where it is. */
export class NodeRequest implements DirectRequest {
  constructor(
    readonly incoming: IncomingMessage,
    readonly response: ServerResponse
  ) {}

  get method(): string {
    return this.incoming.method ?? ""
  }

  get url(): string {
    return this.incoming.url ?? ""
  }

  get rawHeaders(): ReadonlyArray<string> {
    return this.incoming.rawHeaders
  }

  header(name: string): string | undefined {
    const value = this.incoming.headers[name]
    return Array.isArray(value) ? value.join(", ") : value
  }

  onGone(listener: () => void): void {
    this.response.once("close", () => {
      if (!this.response.writableFinished) listener()
    })
  }
}
