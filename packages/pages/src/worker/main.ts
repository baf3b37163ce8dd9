import { parentPort } from "node:worker_threads"
import { NamedRefusal, named } from "../Refusal.js"
import { open } from "../read/open.js"
import { isSpent } from "../read/pdfium.js"
import { convert } from "./convert.js"
import { contactSheet, dots, preview } from "./preview.js"
import type { Job, Outcome, Reply, Results } from "./protocol.js"
import { texts } from "./texts.js"
import { worthSharing } from "./worthSharing.js"

/** The thread in which documents are read: one job at a time, each answered with one reply. */

const run = async (job: Job): Promise<Results[keyof Results]> => {
  switch (job._tag) {
    case "Inspect":
      return named(job.document.fileName, async () => {
        const { close, count, type } = await open(job.document.bytes, "a4", job.limits)
        close()
        return { type, pages: count }
      })
    case "Text":
      return named(job.document.fileName, () => texts(job.document.bytes, job.limits))
    case "WorthSharing":
      return worthSharing(job.documents, job.options.paper ?? "a4", job.limits)
    case "Convert":
      return convert(job.documents, job.options, job.limits, job.share)
    case "Preview":
      return named("fax.tif", () => preview(job.tiff, job.page, job.width))
    case "Dots":
      return named("fax.tif", () => dots(job.tiff, job.page))
    case "ContactSheet":
      return named("fax.tif", () => contactSheet(job.tiff, job.columns, job.width))
  }
}

const outcomeOf = async (job: Job): Promise<Outcome> => {
  try {
    return { _tag: "Done", result: await run(job) }
  } catch (cause) {
    if (cause instanceof NamedRefusal) {
      return { _tag: "Refused", reason: cause.reason, fileName: cause.fileName }
    }
    return { _tag: "Crashed", detail: cause instanceof Error ? cause.message : String(cause) }
  }
}

parentPort?.on("message", (job: Job) => {
  void outcomeOf(job).then((outcome) => {
    const reply: Reply = { ...outcome, spent: outcome._tag === "Crashed" || isSpent() }
    parentPort?.postMessage(reply)
  })
})
