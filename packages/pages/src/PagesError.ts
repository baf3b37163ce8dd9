import * as Schema from "effect/Schema"

/**
 * Why documents could not become pages, one class for each thing a person would do about it.
 * `fileName` is the document's name as it was given.
 */

/** What the content is, nothing here turns into pages. */
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

/** A PDF that asks for a password. */
export class EncryptedDocument extends Schema.TaggedError<EncryptedDocument>()(
  "EncryptedDocument",
  { fileName: Schema.String }
) {
  override get message() {
    return `${this.fileName} is protected by a password; save a copy without one`
  }
}

/** No byte, or no page, or no character to print. */
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

/** A document that costs more than the limits allow. `found` where it was worth counting. */
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

/** LibreOffice was asked and did not answer with a PDF. */
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

/** Why documents do not become pages. */
export type PagesError =
  | UnsupportedDocument
  | DamagedDocument
  | EncryptedDocument
  | EmptyDocument
  | DocumentTooLarge
  | ConversionFailed
