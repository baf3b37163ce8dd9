import type { Script } from "../database/Database.js"
import { raw } from "../database/sql.js"
import type { Sealed } from "./Vault.js"

/** A part of a document, as it is stored. */
export interface ContentRow extends Sealed {
  readonly content: string
  readonly part: number
}

/** What is left to be committed so that a document is kept. */
export interface Pending {
  readonly rows: ReadonlyArray<ContentRow>
  readonly script: Script
}

/** Of few sizes, so that few statements are prepared. */
const statements = [32, 16, 8, 4, 2, 1].map((size) => {
  const rows = Array.from({ length: size }, () => "(?, ?, ?, ?)").join(", ")
  return { size, ...raw(`INSERT INTO contents (content, part, key_id, bytes) VALUES ${rows}`) }
})

/** Stores parts of documents, many with one statement: a call of the database takes longer than what it does for a row. */
export const insertContents = (rows: ReadonlyArray<ContentRow>): Script => {
  let done = 0
  return statements.flatMap(({ size, text }) => {
    const script: Array<Script[number]> = []
    for (; rows.length - done >= size; done += size) {
      const values = rows
        .slice(done, done + size)
        .flatMap(({ bytes, content, keyId, part }) => [content, part, keyId, bytes])
      script.push({ text, values })
    }
    return script
  })
}

/** Keeps documents, with the commit that this is part of. */
export const keepContents = (documents: ReadonlyArray<Pending>): Script => [
  ...insertContents(documents.flatMap(({ rows }) => rows)),
  ...documents.flatMap(({ script }) => script)
]
