const codes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const documents = codes("documents")
/** No spelling of either key is longer: every character as `\u0064`. */
const longestSpelling = 6 * 9

const isKey = (raw: Uint8Array, key: Uint8Array): boolean => {
  if (raw.length < key.length || raw.length > longestSpelling) return false
  if (raw.length === key.length) return raw.every((byte, index) => byte === key[index])
  if (!raw.includes(0x5c)) return false
  const json = `"${String.fromCharCode(...raw)}"`
  try {
    return JSON.parse(json) === String.fromCharCode(...key)
  } catch {
    return false
  }
}

/** What the data of a document is called: in the contract, and beside it. */
export type DataKey = "file_data" | "data"

/**
 * Knows, while the tokens of a JSON document pass, whether the next string is the data of a document:
 * `documents[*].file_data` from the root, or what its key is otherwise. Right for every valid document; of others it
 * need not be, because they are refused anyway.
 */
export class SendBodyPath {
  /** How many containers are open. */
  private depth = 0
  /** Of the outer three, whether it is an object: nothing further in decides anything, however deep a body is. */
  private readonly isObject = [false, false, false]
  private expectsKey = false
  private inDocuments = false
  private atFileData = false
  private readonly dataKey: Uint8Array

  constructor(dataKey: DataKey) {
    this.dataKey = codes(dataKey)
  }

  /** Whether the next string is a key whose text decides something. */
  get wantsKey(): boolean {
    return this.expectsKey && (this.depth === 1 || this.depth === 3)
  }

  /** Whether the next string is the data of a document. */
  get wantsData(): boolean {
    const [, list, document] = this.isObject
    return (
      this.atFileData &&
      !this.expectsKey &&
      this.depth === 3 &&
      this.inDocuments &&
      list === false &&
      document === true
    )
  }

  open(object: boolean): void {
    if (this.depth < this.isObject.length) this.isObject[this.depth] = object
    this.depth += 1
    this.expectsKey = object
  }

  close(): void {
    this.depth = Math.max(0, this.depth - 1)
  }

  comma(): void {
    this.expectsKey = this.isObject[this.depth - 1] === true
  }

  colon(): void {
    this.expectsKey = false
  }

  /** The text of a wanted key as it stands between its quotes. */
  key(raw: Uint8Array): void {
    if (this.depth === 1) this.inDocuments = isKey(raw, documents)
    else this.atFileData = isKey(raw, this.dataKey)
  }
}
