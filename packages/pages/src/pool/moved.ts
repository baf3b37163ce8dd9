import type { SourceDocument } from "../Fax.js"
import type { Job } from "../worker/protocol.js"

/** A document whose bytes several workers read where they lie. */
export const shared = ({ bytes, fileName }: SourceDocument): SourceDocument => {
  const own = new Uint8Array(new SharedArrayBuffer(bytes.length))
  own.set(bytes)
  return { fileName, bytes: own }
}

/**
 * A job with copies of its bytes, to be moved to the worker: the caller keeps its own, and the copy
 * that a message would make while it travels is saved.
 */
export const moved = (job: Job): { readonly job: Job; readonly buffers: Array<ArrayBuffer> } => {
  const buffers: Array<ArrayBuffer> = []
  const copy = (bytes: Uint8Array) => {
    if (bytes.buffer instanceof SharedArrayBuffer) return bytes
    const own = new Uint8Array(bytes)
    buffers.push(own.buffer)
    return own
  }
  const copied = ({ bytes, fileName }: SourceDocument) => ({ fileName, bytes: copy(bytes) })
  switch (job._tag) {
    case "Inspect":
    case "Text":
      return { job: { ...job, document: copied(job.document) }, buffers }
    case "WorthSharing":
    case "Convert":
      return { job: { ...job, documents: job.documents.map(copied) }, buffers }
    case "Preview":
    case "Dots":
    case "ContactSheet":
      return { job: { ...job, tiff: copy(job.tiff) }, buffers }
  }
}
