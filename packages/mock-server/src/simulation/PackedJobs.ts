import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import type { Course } from "../line/Fate.js"
import { fateOf } from "../line/fateOf.js"
import type { Timetable } from "../line/progress.js"
import { bytesOf, type Job, type JobMessage, type ReceivedDocument } from "./Job.js"

/** Bytes of the first slab, and of those after many: a client of few faxes takes little. */
const smallestSlab = 2048
const largestSlab = 16 * 1024

/** Bytes of a job that is packed at most. */
const largestRow = 8 * 1024

/** Where a row has what: held bytes, documents, messages, when it was accepted, encoding, and then its lengths. */
const place = { held: 0, documents: 4, messages: 6, acceptedAt: 8, isAscii: 16, lengths: 17 }

/** The length of a text that is not there. */
const absent = 0xffff

/** Rows side by side. What is written is never changed. */
interface Slab {
  readonly bytes: Buffer
  readonly view: DataView
  /** Where each row begins. */
  readonly rows: Array<number>
  used: number
  /** Somebody else may look at it: its memory is not used again. */
  isLent: boolean
}

const newSlab = (size: number): Slab => {
  const bytes = Buffer.alloc(size)
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, size),
    rows: [],
    used: 0,
    isLent: false
  }
}

/** Most are never put on hold. */
export const noPauses: Timetable["pauses"] = []

/** What becomes of a fax to this number, unless somebody has it otherwise. */
const courseOf = (number: string): Course | undefined => {
  const fate = fateOf(number)
  return "calls" in fate ? fate.calls : undefined
}

/** Whether all of a job but its texts, its data and its time follows from its numbers. */
const isUsual = ({ acceptedAt, documents, messages }: Job): boolean => {
  for (const { number, scenario, timetable } of messages) {
    if (
      scenario !== undefined ||
      timetable.acceptedAt !== acceptedAt ||
      timetable.pauses.length > 0 ||
      timetable.verdict !== undefined ||
      timetable.pages !== undefined ||
      timetable.course !== courseOf(number)
    ) {
      return false
    }
  }
  for (let order = 0; order < documents.length; order++) {
    if (documents[order]?.order !== order) return false
  }
  return true
}

const textsOf = ({ documents, messages, reference, sendId }: Job) => {
  const texts: Array<string | undefined> = [sendId, reference]
  for (const { fileName } of documents) texts.push(fileName)
  for (const message of messages) {
    texts.push(message.messageId, message.number, message.reference)
  }
  return texts
}

/** Reads the row that begins there. Its data is not copied. */
const jobAt = ({ bytes, view }: Slab, row: number): Job => {
  const documentCount = view.getUint16(row + place.documents)
  const messageCount = view.getUint16(row + place.messages)
  const acceptedAt = view.getFloat64(row + place.acceptedAt)
  const isAscii = view.getUint8(row + place.isAscii) === 1
  let length = row + place.lengths
  let dataLength = length + 2 * (2 + documentCount + 3 * messageCount)
  let from = dataLength + 4 * documentCount
  const text = () => {
    const size = view.getUint16(length)
    length += 2
    if (size === absent) return undefined
    const begin = from
    from += isAscii ? size : 2 * size
    return bytes.toString(isAscii ? "latin1" : "utf16le", begin, from)
  }
  const unchecked = { disableValidation: true }
  const sendId = SendId.make(text() ?? "", unchecked)
  const reference = text()
  const fileNames = Array.from({ length: documentCount }, () => text() ?? "")
  const messages = Array.from({ length: messageCount }, (): JobMessage => {
    const messageId = MessageId.make(text() ?? "", unchecked)
    const number = FaxNumber.make(text() ?? "", unchecked)
    const own = text()
    const course = courseOf(number)
    if (course === undefined) throw new Error("A job was packed that has no course")
    return {
      messageId,
      number,
      ...(own === undefined ? {} : { reference: own }),
      timetable: { acceptedAt, course, pauses: noPauses }
    }
  })
  const documents = fileNames.map((fileName, order): ReceivedDocument => {
    const begin = from
    from += view.getUint32(dataLength)
    dataLength += 4
    return {
      fileName,
      order,
      bytes: new Uint8Array(bytes.buffer, bytes.byteOffset + begin, from - begin)
    }
  })
  return {
    sendId,
    acceptedAt,
    ...(reference === undefined ? {} : { reference }),
    documents,
    messages
  }
}

/** Where a row is. */
interface Row {
  readonly slab: Slab
  readonly at: number
}

/**
 * Jobs in the order in which they came, as bytes side by side: most are forgotten before anybody looks at them, and of what
 * is kept as objects each costs the collector more than all else about its send. A job is made of its bytes when somebody
 * looks, and is the same object from then on. Jobs are counted from the first that was ever added.
 */
export class PackedJobs {
  #slabs: Array<Slab> = []
  #spare: Slab | undefined
  /** Row of the first slab that comes first. */
  #head = 0
  #first = 0
  #end = 0
  #messages = 0
  readonly #made = new Map<number, Job>()

  /** The number of the oldest job. */
  get first(): number {
    return this.#first
  }

  /** The number of the job that comes next. */
  get end(): number {
    return this.#end
  }

  get isEmpty(): boolean {
    return this.#first === this.#end
  }

  /** Messages of all jobs. */
  get messages(): number {
    return this.#messages
  }

  /** Keeps a copy of a job at the end, and says whether it does: of the usual kind alone, and not of a long one. */
  push(job: Job): boolean {
    const { acceptedAt, documents, messages } = job
    if (!isUsual(job)) return false
    const texts = textsOf(job)
    let text = ""
    let isFitting = true
    for (const one of texts) {
      if (one === undefined) continue
      text += one
      if (one.length >= absent) isFitting = false
    }
    let data = 0
    for (const { bytes } of documents) data += bytes.length
    const isAscii = Buffer.byteLength(text) === text.length
    const textSize = isAscii ? text.length : 2 * text.length
    const size = place.lengths + 2 * texts.length + 4 * documents.length + textSize + data
    if (!isFitting || size > largestRow) return false

    const slab = this.#room(size)
    const { bytes, view } = slab
    const row = slab.used
    view.setUint32(row + place.held, bytesOf(job))
    view.setUint16(row + place.documents, documents.length)
    view.setUint16(row + place.messages, messages.length)
    view.setFloat64(row + place.acceptedAt, acceptedAt)
    view.setUint8(row + place.isAscii, isAscii ? 1 : 0)
    let at = row + place.lengths
    for (const one of texts) {
      view.setUint16(at, one === undefined ? absent : one.length)
      at += 2
    }
    for (const document of documents) {
      view.setUint32(at, document.bytes.length)
      at += 4
    }
    bytes.write(text, at, isAscii ? "latin1" : "utf16le")
    at += textSize
    for (const document of documents) {
      bytes.set(document.bytes, at)
      at += document.bytes.length
    }
    slab.rows.push(row)
    slab.used = at
    this.#end += 1
    this.#messages += messages.length
    return true
  }

  /** Forgets the oldest job, of which there is one; gives back how many bytes it held. */
  shift(): number {
    const { at, slab } = this.#row(this.#first)
    this.#messages -= slab.view.getUint16(at + place.messages)
    if (this.#made.size > 0) this.#made.delete(this.#first)
    this.#first += 1
    this.#head += 1
    if (this.#head === slab.rows.length) {
      this.#slabs.shift()
      this.#head = 0
      if (!slab.isLent && slab.bytes.length === largestSlab) {
        slab.rows.length = 0
        slab.used = 0
        this.#spare = slab
      }
    }
    return slab.view.getUint32(at + place.held)
  }

  /** The id of a job, which is not made for that. */
  sendIdOf(number: number): string {
    const { at, slab } = this.#row(number)
    const { bytes, view } = slab
    const texts = 2 + view.getUint16(at + place.documents) + 3 * view.getUint16(at + place.messages)
    const from = at + place.lengths + 2 * texts + 4 * view.getUint16(at + place.documents)
    const length = view.getUint16(at + place.lengths)
    return view.getUint8(at + place.isAscii) === 1
      ? bytes.toString("latin1", from, from + length)
      : bytes.toString("utf16le", from, from + 2 * length)
  }

  /** Tells of every job when it was accepted, and how many messages it has, and makes none. */
  each(tell: (number: number, acceptedAt: number, messages: number) => void): void {
    let number = this.#first
    let head = this.#head
    for (const { rows, view } of this.#slabs) {
      for (const row of head === 0 ? rows : rows.slice(head)) {
        tell(number, view.getFloat64(row + place.acceptedAt), view.getUint16(row + place.messages))
        number += 1
      }
      head = 0
    }
  }

  /** Makes a job. */
  job(number: number): Job {
    const known = this.#made.get(number)
    if (known !== undefined) return known
    const { at, slab } = this.#row(number)
    slab.isLent = true
    const job = jobAt(slab, at)
    this.#made.set(number, job)
    return job
  }

  /** The jobs that there are now, from a number on, whatever becomes of them until they are read. They are made one by one. */
  since(number: number): Iterable<Job> {
    const parts: Array<{ readonly slab: Slab; readonly rows: ReadonlyArray<number> }> = []
    let of = this.#first - this.#head
    for (const slab of this.#slabs) {
      const rows = slab.rows.slice(Math.max(0, number - of, this.#first - of))
      if (rows.length > 0) {
        slab.isLent = true
        parts.push({ slab, rows })
      }
      of += slab.rows.length
    }
    return (function* () {
      for (const { rows, slab } of parts) for (const row of rows) yield jobAt(slab, row)
    })()
  }

  /** Makes every job, and keeps none of them. */
  drain(): ReadonlyArray<Job> {
    const jobs: Array<Job> = []
    for (let number = this.#first; number < this.#end; number++) jobs.push(this.job(number))
    this.#slabs = []
    this.#head = 0
    this.#first = this.#end
    this.#messages = 0
    this.#made.clear()
    return jobs
  }

  /** The slab that has room for so many bytes. */
  #room(size: number): Slab {
    const last = this.#slabs.at(-1)
    if (last !== undefined && last.used + size <= last.bytes.length) return last
    const wanted = Math.min(largestSlab, Math.max(smallestSlab, 2 * (last?.bytes.length ?? 0)))
    const slab =
      wanted === largestSlab && this.#spare !== undefined
        ? this.#spare
        : newSlab(Math.max(wanted, size))
    if (slab === this.#spare) this.#spare = undefined
    this.#slabs.push(slab)
    return slab
  }

  #row(number: number): Row {
    let index = number - this.#first + this.#head
    for (const slab of this.#slabs) {
      const at = slab.rows[index]
      if (at !== undefined) return { slab, at }
      index -= slab.rows.length
    }
    throw new RangeError(`There is no job ${number}`)
  }
}
