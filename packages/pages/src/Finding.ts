/** What is wrong with a page, or will be at the other end. */
export type FindingKind =
  | "empty_page"
  | "too_dark"
  | "too_faint"
  | "small_text"
  | "shrunk"
  | "content_elsewhere"
  | "missing_characters"
  | "missing_font"
  | "missing_annotation"
  | "unjoined_script"
  | "guessed_encoding"
  | "unsupported"
  | "unreadable"
  | "damaged"
  | "encrypted"
  | "empty_document"
  | "too_large"
  | "too_many_pages"
  | "conversion_failed"

/** Something to know before faxing the document. */
export interface Finding {
  readonly kind: FindingKind
  /** An `error` keeps the document from being faxed, a `warning` does not. */
  readonly severity: "error" | "warning"
  readonly fileName: string
  /** Page of the fax, from 1; absent when the finding is about the document. */
  readonly page?: number
  /** A sentence for a person. */
  readonly detail: string
}
