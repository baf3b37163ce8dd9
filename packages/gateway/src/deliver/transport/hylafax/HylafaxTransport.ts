import { Document } from "@faxingcenter/core"
import {
  classifyHylafax,
  isTestNumber,
  type Outcome,
  type Session
} from "@faxingcenter/core/delivery"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import { type FaxOptions, Pages } from "@faxingcenter/pages"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Call, type LineAnswer, type LostTime, Transport } from "../Transport.js"
import type { HfaxdAddress, HfaxdError } from "./Hfaxd.js"
import {
  type HylafaxServer,
  idleFenceSeconds,
  type Job,
  makeServer,
  type ServerTrouble,
  troubleOf
} from "./HylafaxServer.js"
import type { JobFile } from "./JobFile.js"
import { renderPages } from "./renderPages.js"

/** A HylaFAX server, or another that speaks its protocol. */
export interface ServerOptions extends HfaxdAddress {
  /** Its modems or channels: calls that it makes at once. Default 1. */
  readonly lines?: number | undefined
}

/** Where faxes go, and how their pages are made. */
export interface HylafaxOptions {
  readonly servers: readonly [ServerOptions, ...ReadonlyArray<ServerOptions>]
  /** One of the modems of the servers, or a class of them. Default `any`. */
  readonly modem?: string | undefined
  readonly pages?: Pick<FaxOptions, "paper" | "resolution"> | undefined
}

const source = "hylafax"

/** What a server says may repeat the number that was dialled. */
const withoutNumbers = (text: string) => text.replace(/\d{4,}/g, "[...]")

/** No submission begins later in an attempt, whatever slept in between. */
const submitWithin = Duration.minutes(2)
/** Then hfaxd itself has ended every connection that could still submit. */
const settled = Duration.sum(submitWithin, Duration.seconds(2 * idleFenceSeconds))
/** faxqclean leaves a job that is over for 15 minutes at least: one that is not there was never submitted. */
const kept = Duration.minutes(10)

/** Often at first, when most calls end; a long one is looked at by the page. */
const pollEvery = Duration.seconds(2)
const shortLooks = 60
const pollLater = Duration.seconds(10)
/** A job that has not begun after so many looks may have been overlooked; and again after as many. */
const looksTillWake = 4
/** A job that was taken up, and of which nothing was seen for longer than a slow first page takes, has no modem. */
const withoutModem = Duration.minutes(10)
/** A server that did not answer comes last for so long. */
const awayMillis = 30_000
/** A server that is away for so many looks in a row is told of, */
const looksTillAway = 3
/** and asked later after so many. */
const looksAway = 30

const papers = {
  a4: { width: 209, length: 296 },
  letter: { width: 216, length: 279 },
  legal: { width: 216, length: 356 },
  b4: { width: 256, length: 364 }
} as const

const notYet = (detail: string): LineAnswer => ({ _tag: "NotYet", detail })
const notDialled = (text: string): Outcome => ({ _tag: "NotDialled", raw: { source, text } })

const withSession = (outcome: Outcome, session: Session): Outcome =>
  outcome._tag === "NotDialled" ? outcome : { ...outcome, session }

const hasBegun = ({ commId, dials }: JobFile) => commId !== "" || dials > 0

/** It is over, or was put back after its one call, as GOfax.IP does it. */
const isOver = (job: JobFile) =>
  job.state === "done" || job.state === "failed" || (job.state !== "active" && job.dials > 0)

interface Ended {
  readonly job: JobFile
  /** The modem, or else the server. */
  readonly channel: string
  readonly totalPages: number | undefined
  readonly seconds?: number | undefined
  /** It was held while it began, so that nothing of it can have been sent. */
  readonly wasHeld?: boolean
}

/** How a job ended. */
const outcomeOf = ({ channel, job, seconds, totalPages, wasHeld = false }: Ended): Outcome => {
  const { code, pages, state, status } = job
  const total = totalPages === undefined ? {} : { totalPages }
  const session: Session = {
    ...total,
    ...job.session,
    ...(seconds === undefined ? {} : { seconds }),
    channel
  }
  // Taken out of the queue before a modem had it.
  if (code === "345" && !hasBegun(job) && pages === 0) {
    return notDialled(status)
  }
  if (state === "done") {
    return { _tag: "Delivered", pages, session, raw: { source, code: `E${code.padStart(3, "0")}` } }
  }
  const held = wasHeld ? { lastPageSent: false } : {}
  return withSession(classifyHylafax({ code, text: status, pages, ...total, ...held }), session)
}

const serverNames: NamesOf<ServerOptions> = {
  host: true,
  port: true,
  user: true,
  password: true,
  adminPassword: true,
  lines: true
}

const checked = (options: HylafaxOptions): HylafaxOptions => {
  for (const server of options.servers) onlyKnown("a HylaFAX server", server, serverNames)
  onlyKnown("pages of HylafaxTransport", options.pages ?? {}, { paper: true, resolution: true })
  return onlyKnown("HylafaxTransport", options, { servers: true, modem: true, pages: true })
}

const make = (options: HylafaxOptions) =>
  Effect.gen(function* () {
    const pages = yield* Pages
    const paper = options.pages?.paper ?? "a4"
    const resolution = options.pages?.resolution ?? "fine"
    const fleet = options.servers.map((server) => ({
      ...makeServer(server),
      lines: server.lines ?? 1,
      calls: 0,
      awayUntil: 0
    }))
    type Member = (typeof fleet)[number]
    /** What keeps servers from taking faxes, as of the last that each was given. */
    const troubles = new Map<string, ServerTrouble>()

    /** The line is up as long as one server takes faxes. A server that changes is told of once. */
    const noteServer = (call: Call, { name }: Member, trouble: ServerTrouble | undefined) =>
      Effect.gen(function* () {
        const before = troubles.get(name)
        if (trouble === undefined) troubles.delete(name)
        else troubles.set(name, trouble)
        if (fleet.length > 1 && before?.state !== trouble?.state) {
          yield* trouble === undefined
            ? Effect.logInfo(`${name} accepts faxes again`)
            : Effect.logWarning(`${name} accepts no fax: ${withoutNumbers(trouble.detail)}`)
        }
        const all = fleet.flatMap((server) => troubles.get(server.name) ?? [])
        const worst =
          all.length < fleet.length
            ? undefined
            : (all.find(({ state }) => state === "no_line") ??
              all.find(({ state }) => state === "away") ??
              all[0])
        yield* call.report({
          line:
            worst === undefined
              ? { state: "up" }
              : { ...worst, detail: withoutNumbers(worst.detail) }
        })
      })
    /** Attempts that were to be hung up before they had been handed over. */
    const hungUp = new Set<string>()

    /** Those that answer first, and among them those with most lines free. */
    const inTurn = (now: number): ReadonlyArray<Member> => {
      // Further ahead than that, the clock was set back.
      const isAway = ({ awayUntil }: Member) => awayUntil > now && awayUntil <= now + awayMillis
      return fleet.toSorted(
        (a, b) => Number(isAway(a)) - Number(isAway(b)) || a.calls / a.lines - b.calls / b.lines
      )
    }

    const since = (moment: DateTime.Utc) =>
      Effect.map(DateTime.now, (now) => DateTime.distanceDuration(moment, now))
    const ageOf = ({ startedAt }: Call) => since(startedAt)

    const placeOf = ({ remoteId }: Call) => {
      if (remoteId === undefined) return undefined
      const [name = "", jobId = ""] = remoteId.split("/")
      const server = fleet.find((each) => each.name === name)
      return server === undefined ? undefined : { server, jobId }
    }

    /** The job of an attempt, wherever it is; fails while a server that may have it is away. */
    const jobOf = (call: Call) =>
      Effect.gen(function* () {
        const place = placeOf(call)
        if (place !== undefined) {
          const job = yield* place.server.look(place.jobId)
          if (job?.tag === call.attemptKey) return { ...place, job }
        }
        for (const server of fleet) {
          const jobId = yield* server.findByKey(call.attemptKey)
          const job = jobId === undefined ? undefined : yield* server.look(jobId)
          if (jobId !== undefined && job !== undefined) return { server, jobId, job }
        }
        return undefined
      })

    /** Takes a job out of the queue that its server would try again. */
    const putAway = (server: HylafaxServer, jobId: string, { state }: JobFile) =>
      state === "done" || state === "failed" ? Effect.void : Effect.ignore(server.kill(jobId))

    /** What came of a job that is over, which its server does not try again then. */
    const settle = Effect.fn("Hylafax.settle")(function* (
      { image }: Call,
      { job, jobId, server }: { server: HylafaxServer; jobId: string; job: JobFile },
      seen: Pick<Ended, "seconds" | "wasHeld"> = {}
    ) {
      yield* putAway(server, jobId, job)
      const calls = hasBegun(job) ? yield* server.loggedCalls : []
      const logged = calls.findLast(
        ({ commId, kind, what }) => kind === "SEND" && commId === job.commId && what === jobId
      )
      const channel = logged?.modem ?? server.name
      return outcomeOf({ job, channel, totalPages: image?.pages, ...seen })
    })

    const wakeUp = (server: HylafaxServer, jobId: string) =>
      server.wakeUp(jobId).pipe(
        Effect.tap(() =>
          Effect.logInfo(`${server.name}/${jobId} had not started; asked HylaFAX again`)
        ),
        Effect.map((held) => held !== undefined && (hasBegun(held) || held.status !== "")),
        Effect.orElseSucceed(() => false)
      )

    /** Listens until a job is over. */
    const follow = Effect.fn("Hylafax.follow")(function* (
      call: Call,
      server: Member,
      jobId: string
    ) {
      let looks = 0
      let seen = 0
      let waited = 0
      let away = 0
      let gone = 0
      let wasHeld = false
      let begunAt: DateTime.Utc | undefined
      while (true) {
        yield* Effect.sleep(++looks > shortLooks ? pollLater : pollEvery)
        const look = yield* Effect.either(server.look(jobId))
        if (look._tag === "Left") {
          if (++away === looksTillAway) yield* noteServer(call, server, troubleOf(look.left))
          if (away < looksAway) continue
          return notYet(look.left.message)
        }
        if (away >= looksTillAway) yield* noteServer(call, server, undefined)
        away = 0
        const job = look.right
        if (job === undefined) {
          if (++gone < 2) continue
          return { _tag: "Never", detail: `${server.name} no longer has job ${jobId}` } as const
        }
        gone = 0
        if (job.state === "active") begunAt ??= yield* DateTime.now
        if (job.pages > seen) {
          seen = job.pages
          yield* call.report({ pages: seen })
        }
        if (isOver(job)) {
          const seconds =
            begunAt === undefined
              ? undefined
              : Math.round(Duration.toSeconds(yield* since(begunAt)))
          return yield* settle(call, { server, jobId, job }, { seconds, wasHeld })
        }
        const isIdle = job.state === "active" && !hasBegun(job)
        const lasts = begunAt === undefined ? Duration.zero : yield* since(begunAt)
        if (isIdle && Duration.greaterThan(lasts, withoutModem)) {
          const detail = `${server.name} has had no free modem for 10 minutes`
          yield* noteServer(call, server, { state: "no_line", detail })
          yield* Effect.ignore(server.kill(jobId))
        }
        if (job.state === "waiting" && !hasBegun(job) && ++waited % looksTillWake === 0) {
          wasHeld = (yield* wakeUp(server, jobId)) || wasHeld
        }
      }
    })

    const jobFor = Effect.fn("Hylafax.jobFor")(function* (call: Call) {
      const { image } = call
      if (image === undefined) return yield* Effect.dieMessage("a call without its pages")
      const tiff = yield* Document.readBytes(image.tiff)
      const job: Job = {
        key: call.attemptKey,
        number: call.number,
        tiff,
        pages: image.pages,
        rows: resolution === "fine" ? 196 : 98,
        paper: papers[paper],
        stationId: call.from.stationId,
        header: call.from.header,
        modem: options.modem ?? "any"
      }
      return job
    })

    const dialWith = (call: Call, server: Member, job: Job) =>
      Effect.acquireUseRelease(
        Effect.sync(() => server.calls++),
        () =>
          Effect.gen(function* () {
            const submission = yield* server.submit(job, (jobId) =>
              Effect.gen(function* () {
                yield* call.report({ remoteId: `${server.name}/${jobId}` })
                const age = yield* ageOf(call)
                return Duration.lessThan(age, submitWithin) && !hungUp.has(call.attemptKey)
              })
            )
            if (submission._tag !== "Submitted") return submission
            yield* noteServer(call, server, undefined)
            return yield* follow(call, server, submission.jobId)
          }),
        () => Effect.sync(() => server.calls--)
      )

    const dial = Effect.fn("Hylafax.dial")(
      function* (call: Call) {
        if (isTestNumber(call.number)) {
          const text = "a test number, and this transport dials for real"
          return { _tag: "Failed", reason: "blocked", pages: 0, raw: { source, text } } as const
        }
        const job = yield* jobFor(call)
        const now = yield* DateTime.now
        const refusals: Array<string> = []
        for (const server of inTurn(now.epochMillis)) {
          const answer = yield* dialWith(call, server, job)
          if (answer._tag === "InDoubt") return notYet(answer.detail)
          if (answer._tag !== "NotSubmitted") return answer
          refusals.push(answer.detail)
          if (answer.trouble === undefined) continue
          yield* noteServer(call, server, answer.trouble)
          server.awayUntil = now.epochMillis + awayMillis
        }
        return notDialled(refusals.join("; "))
      },
      Effect.catchTag("FaxError.DocumentUnreadable", ({ message }) =>
        Effect.succeed(notDialled(message))
      ),
      (effect, { attemptKey }) =>
        Effect.ensuring(
          effect,
          Effect.sync(() => hungUp.delete(attemptKey))
        )
    )

    const find = Effect.fn("Hylafax.find")(function* (call: Call) {
      // As of before the look: one that takes long says nothing about the time it took.
      const age = yield* ageOf(call)
      const found = yield* jobOf(call)
      const canStillCome = Duration.lessThan(age, settled)
      if (found === undefined) {
        if (canStillCome) return notYet("no server has it yet")
        // Its id is written down before it is submitted.
        if (call.remoteId === undefined || Duration.lessThan(age, kept)) {
          return notDialled("it was not submitted, and no longer can be")
        }
        return { _tag: "Never", detail: `no server has ${call.remoteId} any longer` } as const
      }
      const { job, jobId, server } = found
      if (isOver(job)) return yield* settle(call, found)
      if (job.state === "suspended" && !hasBegun(job)) {
        if (canStillCome) return notYet("it is being submitted")
        yield* server.remove(jobId)
        return notDialled("it was in the queue, but never submitted")
      }
      if (job.state === "waiting" && !hasBegun(job) && !canStillCome) yield* wakeUp(server, jobId)
      if (job.pages > 0) yield* call.report({ pages: job.pages })
      return notYet("the call is still in progress")
    })

    /** The jobs of a message that no attempt is known to have made, the latest first. */
    const unclaimed = Effect.fn("Hylafax.unclaimed")(function* (call: Call) {
      const jobs: Array<{ server: Member; jobId: string; fence: number; job: JobFile }> = []
      for (const server of fleet) {
        for (const { jobId, key } of yield* server.findByMessage(call.messageId)) {
          const claimed = yield* call.claimed([`${server.name}/${jobId}`])
          const job = claimed.length > 0 ? undefined : yield* server.look(jobId)
          const fence = Number(key.slice(call.messageId.length + 1))
          if (job !== undefined) jobs.push({ server, jobId, fence, job })
        }
      }
      return jobs.sort((one, other) => other.fence - one.fence)
    })

    /** HylaFAX tells of the jobs that it has; those that had been settled are gone from it, and nobody can tell. */
    const recall = Effect.fn("Hylafax.recall")(function* (call: Call, lost: LostTime) {
      const canStillCome = Duration.lessThan(yield* since(lost.until), settled)
      const jobs = yield* unclaimed(call)
      const isLeft = ({ job }: (typeof jobs)[number]) => job.state === "suspended" && !hasBegun(job)
      if (jobs.some((each) => !isOver(each.job) && !isLeft(each))) {
        return notYet("a call is still in progress")
      }
      const over = jobs.filter(({ job }) => isOver(job))
      // One that was not cleared away may be older than another that was delivered.
      const found = over.find(({ job }) => job.state === "done") ?? over[0]
      if (found !== undefined) {
        yield* call.report({ remoteId: `${found.server.name}/${found.jobId}` })
        return yield* settle(call, found)
      }
      if (canStillCome) return notYet("it may still be submitted")
      yield* Effect.forEach(jobs, ({ jobId, server }) => server.remove(jobId))
      return {
        _tag: "Never",
        detail:
          "the database was replaced by a copy, and HylaFAX does not keep jobs that were settled before that"
      } as const
    })

    return Transport.of({
      name: source,
      refusesTestNumbers: true,
      lines: fleet.reduce((sum, { lines }) => sum + lines, 0),
      render: renderPages(pages, { paper, resolution }),
      dial,
      find: (call) => Effect.catchAll(find(call), ({ message }) => Effect.succeed(notYet(message))),
      recall: (call, lost) =>
        Effect.catchAll(recall(call, lost), ({ message }) => Effect.succeed(notYet(message))),
      hangUp: (call) =>
        Effect.gen(function* () {
          hungUp.add(call.attemptKey)
          const found = yield* jobOf(call)
          if (found !== undefined && !isOver(found.job)) yield* found.server.kill(found.jobId)
        }).pipe(
          Effect.catchAll((error) =>
            Effect.logWarning(
              `${call.attemptKey} could not be hung up: ${withoutNumbers(error.message)}`
            )
          )
        ),
      forget: (call) =>
        jobOf(call).pipe(
          Effect.flatMap((found) =>
            found === undefined ? Effect.void : found.server.remove(found.jobId)
          ),
          Effect.catchAll((error) =>
            Effect.logInfo(
              `${call.attemptKey} stays in its spool: ${withoutNumbers(error.message)}`
            )
          )
        )
    })
  })

/**
 * What a server says about its modems, one line each. Fails with the reason if it cannot be used. Nothing
 * is sent.
 *
 * @example
 * ```ts
 * import { HylafaxTransport } from "@faxingcenter/gateway"
 *
 * const modems = HylafaxTransport.modemsOf({
 *   host: "127.0.0.1",
 *   port: 4559,
 *   user: "faxingcenter"
 * })
 * ```
 */
export const modemsOf = (server: ServerOptions): Effect.Effect<ReadonlyArray<string>, HfaxdError> =>
  makeServer(server).modems

/**
 * Telephone lines behind one HylaFAX server or several.
 *
 * @example
 * ```ts
 * import { HylafaxTransport, layerSqlite, Vault } from "@faxingcenter/gateway"
 * import { layer as pages } from "@faxingcenter/pages"
 * import { Layer } from "effect"
 *
 * const gateway = layerSqlite("faxes.db").pipe(
 *   Layer.provide(
 *     HylafaxTransport.layer({
 *       servers: [{ host: "127.0.0.1", port: 4559, user: "faxingcenter", lines: 2 }]
 *     })
 *   ),
 *   Layer.provide(pages()),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layer = (options: HylafaxOptions): Layer.Layer<Transport, never, Pages> =>
  Layer.effect(Transport, make(checked(options)))
