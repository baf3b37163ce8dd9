import { deflateSync } from "node:zlib"

/** Collects the objects of a PDF and lays them out as a file. */
export class PdfFile {
  readonly #objects: Array<Buffer> = []

  /** A number for an object that is set later. */
  reserve(): number {
    return this.#objects.push(Buffer.alloc(0))
  }

  set(id: number, body: string | Buffer): void {
    this.#objects[id - 1] = Buffer.from(body)
  }

  add(body: string | Buffer): number {
    return this.#objects.push(Buffer.from(body))
  }

  /** A stream as it is, with what its dictionary says of it. */
  addStream(dictionary: string, data: Uint8Array): number {
    return this.add(
      Buffer.concat([
        Buffer.from(`<<${dictionary}/Length ${data.length}>>stream\n`),
        data,
        Buffer.from("\nendstream")
      ])
    )
  }

  addDeflated(dictionary: string, data: Uint8Array): number {
    return this.addStream(`${dictionary}/Filter/FlateDecode`, deflateSync(data, { level: 1 }))
  }

  /** The whole file; `tree` is the object that was reserved for the pages. */
  finish(tree: number, pages: ReadonlyArray<number>): Uint8Array {
    const kids = pages.map((id) => `${id} 0 R`).join(" ")
    this.set(tree, `<</Type/Pages/Count ${pages.length}/Kids[${kids}]>>`)
    const catalog = this.add(`<</Type/Catalog/Pages ${tree} 0 R>>`)
    const header = Buffer.from("%PDF-1.7\n")
    const parts: Array<Buffer> = [header]
    let at = header.length
    const offsets = this.#objects.map((body, index) => {
      const part = Buffer.concat([
        Buffer.from(`${index + 1} 0 obj\n`),
        body,
        Buffer.from("\nendobj\n")
      ])
      const offset = at
      parts.push(part)
      at += part.length
      return `${String(offset).padStart(10, "0")} 00000 n \n`
    })
    const size = this.#objects.length + 1
    parts.push(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join("")}trailer<</Size ${size}/Root ${catalog} 0 R>>\nstartxref\n${at}\n%%EOF\n`
      )
    )
    return new Uint8Array(Buffer.concat(parts))
  }
}
