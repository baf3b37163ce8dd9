import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"
import type { Texts } from "../database/Texts.js"

/** Begins what is sealed. It is followed by base64 up to the end of the cell. */
export const sealedMark = "\u0001"
/** Begins what is hashed: a letter, which sorts behind every number whatever the collation. */
const hashMark = "h"

const algorithm = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16

export interface TextCipher {
  readonly texts: Texts
  /** The text of a cell; what was not sealed with this key stays as it is. */
  readonly open: (cell: string) => string
}

/**
 * Seals texts under a key of 32 bytes. Where equal texts are to be found again, the nonce is made of the text, as in SIV
 * (RFC 5297): what is seen of them is that they are equal, and nothing else.
 */
export const makeTextCipher = (key: Uint8Array): TextCipher => {
  const derived = (purpose: string) => createHmac("sha256", key).update(purpose).digest()
  const [encrypting, naming, hashing] = [derived("encrypt"), derived("nonce"), derived("hash")]

  const seal = (text: string, nonce: Buffer) => {
    const cipher = createCipheriv(algorithm, encrypting, nonce)
    const body = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]
    return sealedMark + Buffer.concat(body).toString("base64")
  }
  const nonceOf = (text: string) =>
    createHmac("sha256", naming).update(text).digest().subarray(0, nonceBytes)

  const sealed = (text: string) => seal(text, randomBytes(nonceBytes))
  const matchable = (text: string) => seal(text, nonceOf(text))
  const hashed = (text: string) =>
    hashMark + createHmac("sha256", hashing).update(text).digest("base64url")

  return {
    texts: { sealed, matchable, hashed, anyOf: (text) => [matchable(text), text] },
    open: (cell) => {
      const at = cell.indexOf(sealedMark)
      if (at < 0) return cell
      const bytes = Buffer.from(cell.slice(at + 1), "base64")
      if (bytes.length < nonceBytes + tagBytes) return cell
      try {
        const decipher = createDecipheriv(algorithm, encrypting, bytes.subarray(0, nonceBytes))
        decipher.setAuthTag(bytes.subarray(-tagBytes))
        const body = bytes.subarray(nonceBytes, -tagBytes)
        return cell.slice(0, at) + decipher.update(body, undefined, "utf8") + decipher.final("utf8")
      } catch {
        // Somebody's own text that has the mark in it.
        return cell
      }
    }
  }
}
