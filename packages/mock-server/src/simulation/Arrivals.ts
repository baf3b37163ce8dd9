import type { ReceivedFax } from "@faxingcenter/core"

/** A fax that came in for a client, or will. */
export interface Arrival {
  readonly fax: ReceivedFax
  /** Its pages. */
  readonly tiff?: Uint8Array
}

/** Kept for one client at most; the oldest give way. */
const mostOfClient = 1000
/** Bytes of pages that are kept at most. */
const mostBytes = 256 * 1024 * 1024

/**
 * What came in for each client, in memory. It is a function of time: what is to come later is here already, and is
 * not seen before. State files and snapshots do not have it.
 */
export class Arrivals {
  readonly #ofClients = new Map<string, ReadonlyArray<Arrival>>()
  #bytes = 0

  /** Those that have come by `now` (epoch milliseconds), the newest first. */
  of(client: string, now: number): ReadonlyArray<Arrival> {
    return (this.#ofClients.get(client) ?? []).filter(
      ({ fax }) => fax.receivedAt.epochMillis <= now
    )
  }

  find(client: string, id: string, now: number): Arrival | undefined {
    return this.of(client, now).find(({ fax }) => fax.receivedFaxId === id)
  }

  add(client: string, arrival: Arrival): void {
    const all = [arrival, ...(this.#ofClients.get(client) ?? [])].sort(
      (one, other) => other.fax.receivedAt.epochMillis - one.fax.receivedAt.epochMillis
    )
    this.#bytes += arrival.tiff?.length ?? 0
    const kept = [...all]
    while (kept.length > 1 && (kept.length > mostOfClient || this.#bytes > mostBytes)) {
      this.#bytes -= kept.pop()?.tiff?.length ?? 0
    }
    this.#ofClients.set(client, kept)
  }

  /** Puts another in the place of one, or nothing. */
  change(client: string, id: string, change: (arrival: Arrival) => Arrival | undefined): void {
    const changed = (this.#ofClients.get(client) ?? []).flatMap((arrival) => {
      if (arrival.fax.receivedFaxId !== id) return [arrival]
      const after = change(arrival)
      if (after === undefined) this.#bytes -= arrival.tiff?.length ?? 0
      return after === undefined ? [] : [after]
    })
    this.#ofClients.set(client, changed)
  }

  clear(client: string): void {
    for (const { tiff } of this.#ofClients.get(client) ?? []) this.#bytes -= tiff?.length ?? 0
    this.#ofClients.delete(client)
  }
}
