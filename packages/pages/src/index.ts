export { type Comparison, comparePages } from "./compare/comparePages.js"
export {
  type Cover,
  type Fax,
  type FaxOptions,
  type FaxPage,
  type Inspection,
  mostOnContactSheet,
  type Preflight,
  type SinglePage,
  type SourceDocument
} from "./Fax.js"
export type { Finding } from "./Finding.js"
export { layerLibreOffice } from "./office/LibreOffice.js"
export { Office } from "./office/Office.js"
export { Pages } from "./Pages.js"
export {
  ConversionFailed,
  DamagedDocument,
  DocumentTooLarge,
  EmptyDocument,
  EncryptedDocument,
  NoSuchPage,
  type PagesError,
  UnsupportedDocument
} from "./PagesError.js"
export { Coding, Paper, Resolution } from "./Paper.js"
export { faxToPdf } from "./pdf/faxToPdf.js"
export { layer } from "./pool/WorkerPages.js"
export { type ReceivedPages, readReceivedPages } from "./read/readReceivedPages.js"
export { decodeText } from "./text/decodeText.js"
