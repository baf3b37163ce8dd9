import type { PdfObjects } from "./PdfObjects.js"
import { serialize } from "./serialize.js"
import type { Dict, Value } from "./values.js"

/** What an object is to be instead. */
export type Change =
  | { readonly _tag: "Value"; readonly value: Value }
  | { readonly _tag: "Content"; readonly dict: Dict; readonly bytes: Uint8Array }

const bodyOf = (change: Change): Buffer => {
  if (change._tag === "Value") return Buffer.from(serialize(change.value), "latin1")
  const dict = new Map(change.dict)
  for (const key of ["Filter", "DecodeParms", "DL"]) dict.delete(key)
  dict.set("Length", change.bytes.length)
  return Buffer.concat([
    Buffer.from(`${serialize(dict)}\nstream\n`, "latin1"),
    change.bytes,
    Buffer.from("\nendstream")
  ])
}

/** The file with other objects in place of some, as an incremental update appends them (ISO 32000, 7.5.6). */
export const appendObjects = (
  objects: PdfObjects,
  changes: ReadonlyMap<number, Change>
): Uint8Array => {
  const parts: Array<Buffer> = [Buffer.from(objects.bytes), Buffer.from("\n")]
  let length = objects.bytes.length + 1
  let table = "xref\n"
  for (const [number, change] of changes) {
    const object = Buffer.concat([
      Buffer.from(`${number} 0 obj\n`),
      bodyOf(change),
      Buffer.from("\nendobj\n")
    ])
    table += `${number} 1\n${String(length).padStart(10, "0")} 00000 n \n`
    parts.push(object)
    length += object.length
  }
  const trailer = new Map(objects.trailer)
  const tail = Buffer.from(objects.bytes.subarray(-2048)).toString("latin1")
  const previous = /startxref\s+(\d+)(?![\s\S]*startxref)/.exec(tail)?.[1]
  for (const key of ["Filter", "DecodeParms", "Length", "W", "Index", "Type", "XRefStm"])
    trailer.delete(key)
  trailer.set("Size", objects.largest + 1)
  if (previous !== undefined) trailer.set("Prev", Number(previous))
  parts.push(
    Buffer.from(`${table}trailer\n${serialize(trailer)}\nstartxref\n${length}\n%%EOF\n`, "latin1")
  )
  return new Uint8Array(Buffer.concat(parts))
}
