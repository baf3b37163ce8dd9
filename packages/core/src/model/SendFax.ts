import type { Document } from "./Document.js"
import type { FaxNumber } from "./FaxNumber.js"

/** One number to dial, with your own reference for it. */
export interface Recipient {
  readonly number: FaxNumber
  /** Yours. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string
}

/** What is sent: the same documents, in order, to each recipient. */
export interface SendFax {
  readonly recipients: ReadonlyArray<Recipient>
  readonly documents: ReadonlyArray<Document>
  /** Yours, of the job. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string
}
