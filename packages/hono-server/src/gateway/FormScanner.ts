/** What the head of a part says of it. */
interface FormPart {
  readonly name: string
  /** Only files have one. */
  readonly fileName?: string
}

/** Where a scanner's findings go. The bytes are good for the time of the call. */
interface FormScannerOptions {
  readonly onPart: (part: FormPart) => void
  readonly onData: (bytes: Buffer) => void
}

/** Bytes that the head of a part may have: it says a name, a file name and a type. */
const headLimit = 16 * 1024

/** RFC 2046 section 5.1.1. */
const boundaryPattern =
  /;\s*boundary=(?:"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])"|([\w'+./-]{1,70}))\s*(?:;|$)/i

const dispositionPattern = /^content-disposition:\s*form-data\s*(;.*)$/i
const parameterPattern = /;\s*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/gy

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Browsers write a quote in a name as `%22`, curl as `\"`. */
const unquoted = (text: string) => text.replace(/\\(["\\])/g, "$1").replaceAll("%22", '"')

/** RFC 8187, which is more exact than what stands in quotes. Throws at bad percent code. */
const extended = (text: string | undefined) => {
  const [, coded] = /^utf-8'[\w-]*'(.*)$/i.exec(text ?? "") ?? []
  return coded === undefined ? undefined : decodeURIComponent(coded)
}

const partOf = (head: Buffer): FormPart | undefined => {
  try {
    const [, written] =
      utf8
        .decode(head)
        .split("\r\n")
        .map((line) => dispositionPattern.exec(line))
        .find((found) => found !== null) ?? []
    const parameters = new Map(
      [...(written ?? "").matchAll(parameterPattern)].map(
        ([, name = "", quoted, bare = ""]) =>
          [name.toLowerCase(), quoted === undefined ? bare : unquoted(quoted)] as const
      )
    )
    const name = parameters.get("name")
    if (name === undefined) return undefined
    const fileName = extended(parameters.get("filename*")) ?? parameters.get("filename")
    return { name, ...(fileName === undefined ? {} : { fileName }) }
  } catch {
    return undefined
  }
}

/**
 * Reads a `multipart/form-data` body (RFC 7578) as it arrives, cut anywhere, and holds no more of it
 * than a boundary or the head of a part.
 */
export class FormScanner {
  /** What is no form is not read further. */
  isMalformed = false
  /** The last boundary has come. */
  isDone = false

  private readonly delimiter: Buffer
  private state: "preamble" | "boundary" | "head" | "body" = "preamble"
  /** The first boundary may stand at the very beginning. */
  private held: Buffer = Buffer.from("\r\n")

  constructor(
    contentType: string,
    private readonly options: FormScannerOptions
  ) {
    const [, quoted, bare] = boundaryPattern.exec(contentType) ?? []
    const boundary = quoted ?? bare
    this.isMalformed = boundary === undefined
    this.delimiter = Buffer.from(`\r\n--${boundary}`)
  }

  push(chunk: Uint8Array): void {
    const bytes = this.withHeld(chunk)
    let at = 0
    while (!this.isMalformed && !this.isDone) {
      const next = this.step(bytes, at)
      if (next === undefined) break
      at = next
    }
    this.held = this.isMalformed || this.isDone ? Buffer.alloc(0) : this.tail(bytes, at)
  }

  /** A chunk behind what is held, without copying one of file data: nearly all of a form is that. */
  private withHeld(chunk: Uint8Array): Buffer {
    const isData = this.state === "body" || this.state === "preamble"
    if (isData && chunk.length > this.delimiter.length) {
      // A boundary that begins in what is held would end in here.
      const seam = Buffer.concat([this.held, chunk.subarray(0, this.delimiter.length)])
      if (!seam.includes(this.delimiter)) {
        this.data(this.held, 0, this.held.length)
        return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      }
    }
    return Buffer.concat([this.held, chunk])
  }

  /** Reads the next thing, and gives where it ends; nothing when more must come first. */
  private step(bytes: Buffer, at: number): number | undefined {
    switch (this.state) {
      case "preamble":
      case "body": {
        const found = bytes.indexOf(this.delimiter, at)
        if (found < 0) return undefined
        this.data(bytes, at, found)
        this.state = "boundary"
        return found + this.delimiter.length
      }
      case "boundary":
        return this.afterBoundary(bytes, at)
      case "head": {
        const end = bytes.indexOf("\r\n\r\n", at)
        if (end < 0) {
          this.isMalformed = bytes.length - at > headLimit
          return undefined
        }
        const part = end - at > headLimit ? undefined : partOf(bytes.subarray(at, end))
        this.isMalformed = part === undefined
        if (part !== undefined) this.options.onPart(part)
        this.state = "body"
        return end + 4
      }
    }
  }

  /** `--` after the last, the end of the line after any other; blanks may stand before that. */
  private afterBoundary(bytes: Buffer, from: number): number | undefined {
    let at = from
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1
    if (at + 2 > bytes.length) {
      this.isMalformed = at - from > headLimit
      return undefined
    }
    const mark = bytes.toString("latin1", at, at + 2)
    this.isDone = mark === "--" && at === from
    this.isMalformed = !this.isDone && mark !== "\r\n"
    this.state = "head"
    return at + 2
  }

  /** Hands on what cannot belong to a boundary any more, and gives the rest. */
  private tail(bytes: Buffer, at: number): Buffer {
    if (this.state !== "preamble" && this.state !== "body") return bytes.subarray(at)
    const from = Math.max(at, bytes.length - this.delimiter.length + 1)
    this.data(bytes, at, from)
    // A copy, so that a whole chunk is not kept for the sake of its end.
    return Buffer.from(bytes.subarray(from))
  }

  private data(bytes: Buffer, from: number, to: number): void {
    if (this.state === "body" && to > from) this.options.onData(bytes.subarray(from, to))
  }
}
