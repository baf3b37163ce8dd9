import * as Schema from "effect/Schema"

/**
 * Why documents could not become pages, one class for each thing a person would do about it.
 * `fileName` is the document's name as it was given.
 */

/** A document in an unsupported format. */
export class UnsupportedDocument extends Schema.TaggedError<UnsupportedDocument>()(
  "UnsupportedDocument",
  { fileName: Schema.String, detail: Schema.String }
) {
  override get message() {
    return `${this.fileName} cannot be faxed: ${this.detail}`
  }
}

/** A file of a known type that cannot be read. `page` counts within the document, from 1. */
export class DamagedDocument extends Schema.TaggedError<DamagedDocument>()("DamagedDocument", {
  fileName: Schema.String,
  detail: Schema.String,
  page: Schema.optionalWith(Schema.Int, { exact: true })
}) {
  override get message() {
    const page = this.page === undefined ? "" : `, page ${this.page}`
    return `${this.fileName}${page}: ${this.detail}`
  }
}

/** A PDF that is protected by a password. */
export class EncryptedDocument extends Schema.TaggedError<EncryptedDocument>()(
  "EncryptedDocument",
  { fileName: Schema.String }
) {
  override get message() {
    return `${this.fileName} is protected by a password; save a copy without one`
  }
}

/** A document without bytes, pages or printable characters. */
export class EmptyDocument extends Schema.TaggedError<EmptyDocument>()("EmptyDocument", {
  fileName: Schema.String
}) {
  override get message() {
    return `${this.fileName} is empty`
  }
}

const units = {
  bytes: "bytes",
  pages: "pages",
  pixels: "pixels",
  memory: "bytes of memory",
  seconds: "seconds"
}

/** A document that exceeds the limits. `found` where it was worth counting. */
export class DocumentTooLarge extends Schema.TaggedError<DocumentTooLarge>()("DocumentTooLarge", {
  fileName: Schema.String,
  limit: Schema.Literal("bytes", "pages", "pixels", "memory", "seconds"),
  allowed: Schema.Number,
  found: Schema.optionalWith(Schema.Number, { exact: true })
}) {
  override get message() {
    const found = this.found === undefined ? "more" : this.found
    return `${this.fileName} needs ${found} where ${this.allowed} ${units[this.limit]} are allowed`
  }
}

/** LibreOffice did not produce a PDF. */
export class ConversionFailed extends Schema.TaggedError<ConversionFailed>()("ConversionFailed", {
  fileName: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.fileName} could not be converted: ${this.detail}`
  }
}

/** The fax has fewer pages than were asked for. `page` counts within the fax, from 1. */
export class NoSuchPage extends Schema.TaggedError<NoSuchPage>()("NoSuchPage", {
  page: Schema.Int
}) {
  override get message() {
    return `The fax has no page ${this.page}`
  }
}

/** Why documents cannot be converted to pages. */
export type PagesError =
  | UnsupportedDocument
  | DamagedDocument
  | EncryptedDocument
  | EmptyDocument
  | DocumentTooLarge
  | ConversionFailed
