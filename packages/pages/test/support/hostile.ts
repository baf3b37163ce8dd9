/** A file that is broken, odd or meant to do harm, and what it must come to. */
export interface Hostile {
  readonly name: string
  readonly bytes: () => Uint8Array | Promise<Uint8Array>
  /** The tag of the error, a page count, or any of several where decoders may differ. */
  readonly expected: ReadonlyArray<string | number>
  /** It would work for minutes: only the limit on time ends it. */
  readonly endless?: boolean
}

export const encoded = (text: string): Uint8Array => Buffer.from(text, "latin1")

export const joined = (...parts: ReadonlyArray<Uint8Array | string>): Uint8Array =>
  new Uint8Array(
    Buffer.concat(
      parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part))
    )
  )

export const cut = (bytes: Uint8Array, part: number): Uint8Array =>
  bytes.slice(0, Math.floor(bytes.length * part))
