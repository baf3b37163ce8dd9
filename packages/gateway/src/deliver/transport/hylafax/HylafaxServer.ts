import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { callLogs, type LoggedCall, longestTail, readCallLog } from "./CallLog.js"
import {
  connect,
  type Hfaxd,
  type HfaxdAddress,
  type HfaxdError,
  linesOf,
  quoted
} from "./Hfaxd.js"
import { type JobFile, readJobFile } from "./JobFile.js"
import { readReceivedLine, receivedFormat } from "./ReceivedLine.js"

/** A fax for one HylaFAX server. */
export interface Job {
  /** Ours: kept as JOBINFO, and found again by it. */
  readonly key: string
  readonly number: string
  readonly tiff: Uint8Array
  readonly pages: number
  /** Rows to the inch. */
  readonly rows: 98 | 196
  /** Millimetres. */
  readonly paper: { readonly width: number; readonly length: number }
  readonly stationId?: string | undefined
  readonly header?: string | undefined
  /** One of its modems, or a class of them; `any`. */
  readonly modem: string
}

/** Why a server takes no fax, whoever it is for. */
export interface ServerTrouble {
  readonly state: "credentials" | "away" | "no_line"
  readonly detail: string
}

/** Not logged in, by the numbers of FTP (RFC 959). */
const notLoggedIn = 530

/** What an error says about the server; nothing, where it is about this fax. */
export const troubleOf = ({ code, kind, message }: HfaxdError): ServerTrouble | undefined =>
  kind === "unsafe"
    ? undefined
    : kind !== "refused"
      ? { state: "away", detail: message }
      : { state: code === notLoggedIn ? "credentials" : "no_line", detail: message }

const notSubmitted = (error: HfaxdError): Submission => {
  const trouble = troubleOf(error)
  return {
    _tag: "NotSubmitted",
    detail: error.message,
    ...(trouble === undefined ? {} : { trouble })
  }
}

/** What came of a submission: only in doubt may it be in the queue. */
export type Submission =
  | { readonly _tag: "Submitted"; readonly jobId: string }
  | { readonly _tag: "NotSubmitted"; readonly detail: string; readonly trouble?: ServerTrouble }
  | { readonly _tag: "InDoubt"; readonly detail: string }

/**
 * Seconds after which hfaxd itself ends a connection on which nothing was said. Whoever sleeps longer before
 * submitting, a stopped process or a frozen machine, cannot submit any more.
 */
export const idleFenceSeconds = 65

const documentOf = /^docq\/[\w.;-]+$/

/** What a job may take until HylaFAX gives it up: an hour and a half, and two minutes for each page. */
const lastTime = (pages: number) => {
  const minutes = 90 + 2 * pages
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0")
  return two(minutes / 1440) + two((minutes / 60) % 24) + two(minutes % 60)
}

/** Everything that is done with one server; each time over a connection of its own. */
export const makeServer = (address: HfaxdAddress) => {
  const name = `${address.host}:${address.port}`
  const within = <A>(use: (hfaxd: Hfaxd) => Effect.Effect<A, HfaxdError>) =>
    Effect.scoped(Effect.flatMap(connect(address), use))

  const parametersOf = (job: Job): ReadonlyArray<readonly [name: string, value: string]> => [
    ["FROMUSER", quoted(address.user)],
    ["NOTIFYADDR", quoted(address.user)],
    ["NOTIFY", "NONE"],
    ["JOBINFO", quoted(job.key)],
    ["DIALSTRING", quoted(job.number)],
    ["MODEM", quoted(job.modem)],
    // Whether to call again is decided here.
    ["MAXDIALS", "1"],
    ["MAXTRIES", "1"],
    ["LASTTIME", lastTime(job.pages)],
    ["VRES", String(job.rows)],
    ["PAGEWIDTH", String(job.paper.width)],
    ["PAGELENGTH", String(job.paper.length)],
    // Every row goes over the line, white ones too.
    ["PAGECHOP", "NONE"],
    ...(job.stationId === undefined ? [] : [["TSI", quoted(job.stationId)] as const]),
    ...(job.header === undefined
      ? [["USETAGLINE", "NO"] as const]
      : [["TAGLINE", quoted(job.header)] as const, ["USETAGLINE", "YES"] as const])
  ]

  /**
   * Hands a job over. `mayStill` is asked last, with the id that the job has got: what it writes down is
   * there before the job can be dialled, and `false` leaves the job where nobody will ever dial it.
   */
  const submit = (
    job: Job,
    mayStill: (jobId: string) => Effect.Effect<boolean>
  ): Effect.Effect<Submission> =>
    within((hfaxd) =>
      Effect.gen(function* () {
        yield* hfaxd.command(`IDLE ${idleFenceSeconds}`, 213)
        const file = yield* hfaxd.store(job.tiff)
        const { text } = yield* hfaxd.command("JNEW", 200)
        const jobId = /jobid: (\d+)/.exec(text)?.[1] ?? ""
        for (const [parameter, value] of parametersOf(job)) {
          yield* hfaxd.command(`JPARM ${parameter} ${value}`, 213)
        }
        const added = yield* hfaxd.command(`JPARM DOCUMENT ${file}`, 200)
        if (!(yield* mayStill(jobId))) {
          // The job ends with the connection, and leaves its document behind.
          const document = / as (docq\/[\w.;-]+)\.$/.exec(added.text)?.[1]
          yield* Effect.ignore(removeDocuments(hfaxd, document === undefined ? [] : [document]))
          return { _tag: "NotSubmitted", detail: "it came too late" } as const
        }
        return yield* hfaxd.command("JSUBM", 200).pipe(
          Effect.as<Submission>({ _tag: "Submitted", jobId }),
          Effect.catchAll((error) => afterRefusal(hfaxd, jobId, error))
        )
      })
    ).pipe(Effect.catchAll((error) => Effect.succeed(notSubmitted(error))))

  /** Gets the rights of an administrator; whether a password for it is known. */
  const asAdmin = (hfaxd: Hfaxd) =>
    Effect.gen(function* () {
      if (address.adminPassword === undefined) return false
      yield* hfaxd.command(`ADMIN ${quoted(Redacted.value(address.adminPassword))}`, 230)
      return true
    })

  /** Documents and what HylaFAX has made of them, where there are rights for it. */
  const removeDocuments = (hfaxd: Hfaxd, documents: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      if (!(yield* asAdmin(hfaxd))) return
      yield* hfaxd.command('FILEFMT "%f"', 200)
      const all = linesOf(yield* hfaxd.retrieve("LIST docq"))
      const belongs = (file: string) =>
        documents.some((each) => each === `docq/${file}` || `docq/${file}`.startsWith(`${each};`))
      for (const file of all.filter(belongs)) yield* hfaxd.command(`DELE docq/${file}`, 250)
    })

  /** It lies in the spool, and must be taken out of it before anybody may count on its never being dialled. */
  const afterRefusal = (
    hfaxd: Hfaxd,
    jobId: string,
    error: HfaxdError
  ): Effect.Effect<Submission> => {
    // hfaxd ended the connection because of its silence, before it read the command.
    if (error.code === 421) {
      return Effect.succeed({ _tag: "NotSubmitted", detail: error.message })
    }
    if (error.kind !== "refused") {
      return Effect.succeed({ _tag: "InDoubt", detail: error.message })
    }
    return hfaxd.command(`JDELE ${jobId}`, 200).pipe(
      Effect.as(notSubmitted(error)),
      Effect.orElseSucceed((): Submission => ({ _tag: "InDoubt", detail: error.message }))
    )
  }

  /** The bytes of a file; absent where it is not there. */
  const sizeOf = (hfaxd: Hfaxd, path: string) =>
    hfaxd.command(`SIZE ${path}`, 213).pipe(
      Effect.map(({ text }) => Number(text) || 0),
      Effect.catchIf(
        (error) => error.kind === "refused",
        () => Effect.succeed(undefined)
      )
    )

  const fileIn = (hfaxd: Hfaxd, queue: "sendq" | "doneq", jobId: string) =>
    hfaxd.retrieve(`RETR ${queue}/q${jobId}`).pipe(
      Effect.map((bytes): JobFile | undefined => readJobFile(linesOf(bytes))),
      Effect.catchIf(
        (error) => error.code === 550,
        () => Effect.succeed(undefined)
      )
    )

  /** Jobs go from the one queue to the other, and not back. */
  const lookWithin = (hfaxd: Hfaxd, jobId: string) =>
    Effect.flatMap(fileIn(hfaxd, "sendq", jobId), (job) =>
      job === undefined ? fileIn(hfaxd, "doneq", jobId) : Effect.succeed(job)
    )

  return {
    name,
    submit,
    /** A job; `undefined` if it is in neither queue. A connection that is kept open would show old values. */
    look: (jobId: string) => within((hfaxd) => lookWithin(hfaxd, jobId)),
    /** The job with our key, wherever it is. */
    findByKey: (key: string) =>
      within((hfaxd) =>
        Effect.gen(function* () {
          yield* hfaxd.command('JOBFMT "%j|%J"', 200)
          for (const queue of ["sendq", "doneq"]) {
            const lines = linesOf(yield* hfaxd.retrieve(`LIST ${queue}`))
            const line = lines.find((each) => each.slice(each.indexOf("|") + 1).trim() === key)
            if (line !== undefined) return line.slice(0, line.indexOf("|")).trim()
          }
          return undefined
        })
      ),
    /** The jobs of a message, whatever their attempt: their keys begin with its id. */
    findByMessage: (messageId: string) =>
      within((hfaxd) =>
        Effect.gen(function* () {
          yield* hfaxd.command('JOBFMT "%j|%J"', 200)
          const found: Array<{ readonly jobId: string; readonly key: string }> = []
          for (const queue of ["sendq", "doneq"]) {
            for (const line of linesOf(yield* hfaxd.retrieve(`LIST ${queue}`))) {
              const [jobId = "", key = ""] = line.split("|").map((part) => part.trim())
              if (key.startsWith(`${messageId}-`)) found.push({ jobId, key })
            }
          }
          return found
        })
      ),
    kill: (jobId: string) => within((hfaxd) => hfaxd.command(`JKILL ${jobId}`, 200)),
    /** Removes a job that is not in the queue of those to be sent; its documents too, with ADMIN rights. */
    remove: (jobId: string) =>
      within((hfaxd) =>
        Effect.gen(function* () {
          const job = yield* lookWithin(hfaxd, jobId)
          yield* hfaxd.command(`JDELE ${jobId}`, 200)
          const documents = (job?.documents ?? []).filter((each) => documentOf.test(each))
          yield* removeDocuments(hfaxd, documents)
        })
      ),
    /**
     * faxq of HylaFAX 6.0.7 may overlook a job that is submitted a second or two after it was busy. Asked
     * anew, it takes it up. Gives the job as it was when it was held.
     */
    wakeUp: (jobId: string) =>
      within((hfaxd) =>
        Effect.gen(function* () {
          yield* hfaxd.command(`JSUSP ${jobId}`, 200)
          // faxq reads its commands once a second.
          yield* Effect.sleep("1300 millis")
          const held = yield* lookWithin(hfaxd, jobId)
          yield* hfaxd.command(`JOB ${jobId}`, 200)
          yield* hfaxd.command("JSUBM", 200)
          return held
        })
      ),
    /** The faxes that it has received whole; one that is still coming in is left out. */
    received: within((hfaxd) =>
      Effect.gen(function* () {
        yield* hfaxd.command(`RCVFMT "${receivedFormat}"`, 200)
        return linesOf(yield* hfaxd.retrieve("LIST recvq")).flatMap(readReceivedLine)
      })
    ),
    /** A received fax, as it lies there. */
    fetch: (file: string) => within((hfaxd) => hfaxd.retrieve(`RETR recvq/${file}`)),
    /** Removes a received fax, where there are rights for it; whether there were. */
    removeReceived: (file: string) =>
      within((hfaxd) =>
        Effect.gen(function* () {
          if (!(yield* asAdmin(hfaxd))) return false
          yield* hfaxd.command(`DELE recvq/${file}`, 250)
          return true
        })
      ),
    /** The latest calls that it has logged; none where there are no rights to see them. */
    loggedCalls: within((hfaxd) =>
      Effect.gen(function* () {
        if (!(yield* asAdmin(hfaxd))) return []
        for (const path of callLogs) {
          const size = yield* sizeOf(hfaxd, path)
          if (size === undefined) continue
          const from = Math.max(0, size - longestTail)
          return readCallLog(linesOf(yield* hfaxd.retrieve(`RETR ${path}`, from)))
        }
        return []
      })
    ).pipe(
      // What is only nice to know keeps nothing else from being done.
      Effect.orElseSucceed((): ReadonlyArray<LoggedCall> => [])
    ),
    /** Whether it answers, and what it says of its modems. */
    modems: within((hfaxd) =>
      Effect.gen(function* () {
        yield* hfaxd.command('MDMFMT "%m|%s"', 200)
        return linesOf(yield* hfaxd.retrieve("LIST status"))
      })
    )
  }
}
export type HylafaxServer = ReturnType<typeof makeServer>
