import type { Message, MessageId, SendId, StatusError } from "@faxingcenter/core"
import type * as DateTime from "effect/DateTime"
import * as Exit from "effect/Exit"
import type { ServiceClock } from "./ServiceClock.js"

/** A fax that the service has taken. */
export interface SentFax {
  readonly client: number
  readonly sendId: SendId
  readonly messageId: MessageId
  /** Times of ours between which the service took it. */
  readonly before: DateTime.Utc
  readonly after: DateTime.Utc
}

/**
 * The question that comes next: a page of the faxes that the service is still processing; if it is not on that, a page of all
 * faxes; if it is on neither, its own status.
 */
export type Question = "processing" | "all" | "alone"

/** A fax whose end is not known. Times in milliseconds of a clock that is never set. */
export interface Outstanding {
  readonly fax: SentFax
  question: Question
  /** When its state was last known. */
  askedAt: number
  /** When it is to be asked about; never, while nobody waits for the answer. */
  dueAt: number
  /** Whether its own status is being asked for. */
  isAsked: boolean
  /** When the service took it, by the service's clock, in milliseconds since 1970. */
  sentOn: number | undefined
  /** Whether a page has shown it. */
  isListed: boolean
  answer: ((result: Exit.Exit<Message, StatusError>) => void) | undefined
  place: number
}

/** Pages of one search, from its first. */
export interface Shown {
  readonly messages: ReadonlyArray<Message>
  readonly pages: number
  /** Whether these are all its pages. */
  readonly isWhole: boolean
}

interface Window {
  readonly from: number
  readonly to: number
}

/** The service counts whole seconds. */
const secondMillis = 1000
/** Of ours that a window reaches to: as many messages as a page has. */
const perPage = 100
/** Pages of one search that are read to find one fax. */
const mostVainPages = 5

const isAscending = (messages: ReadonlyArray<Message>) =>
  messages.every(
    ({ sentOn }, i) => sentOn.epochMillis >= (messages[i - 1]?.sentOn.epochMillis ?? -Infinity)
  )

/** Says all that the service's answer about it alone would say. */
const isComplete = ({ pages, status }: Message) => status !== "delivered" || pages !== undefined

/**
 * The faxes whose end is not known, as many as a node has lines. They are in a list that is read whole with each question: there
 * are few questions a second, and what leaves a list leaves nothing behind.
 */
export const makeOutstandingFaxes = (clock: ServiceClock) => {
  const list: Array<Outstanding> = []

  /** By the service's clock. */
  const makeWindowOf = () => {
    const { ahead, behind } = clock.widening()
    return ({ fax, sentOn }: Outstanding): Window =>
      sentOn === undefined
        ? { from: fax.before.epochMillis - behind, to: fax.after.epochMillis + ahead }
        : { from: sentOn - secondMillis, to: sentOn + secondMillis }
  }

  const isWaiting = (one: Outstanding) => one.answer !== undefined && !one.isAsked
  const questionOf = (one: Outstanding): Question =>
    one.sentOn === undefined && !clock.isKnown() ? "alone" : one.question

  const answer = (one: Outstanding, result: Exit.Exit<Message, StatusError>, now: number) => {
    if (Exit.isSuccess(result)) {
      one.sentOn = result.value.sentOn.epochMillis
      one.question = "processing"
    }
    one.askedAt = now
    one.dueAt = Number.POSITIVE_INFINITY
    const resume = one.answer
    one.answer = undefined
    resume?.(result)
  }

  return {
    size: () => list.length,
    add: (fax: SentFax, now: number): Outstanding => {
      const one: Outstanding = {
        fax,
        question: "processing",
        askedAt: now,
        dueAt: Number.POSITIVE_INFINITY,
        isAsked: false,
        sentOn: undefined,
        isListed: false,
        answer: undefined,
        place: list.length
      }
      list.push(one)
      return one
    },
    remove: (one: Outstanding) => {
      if (list[one.place] !== one) return
      const last = list.pop()
      if (last === undefined || last === one) return
      list[one.place] = last
      last.place = one.place
    },
    answer,
    questionOf,
    /** When the first of them is to be asked about. */
    nextDue: () =>
      list.reduce(
        (first, one) => (isWaiting(one) ? Math.min(first, one.dueAt) : first),
        Number.POSITIVE_INFINITY
      ),
    /**
     * Whose turn it is: clients take turns, and of each the one whose state has not been known for longest is next. `last`: the
     * client whose turn it was; `isAlone`: only those that are to be asked about alone, or only the others.
     */
    choose: (now: number, last: number, isAlone?: boolean): Outstanding | undefined => {
      const laps = ({ fax }: Outstanding) => (fax.client > last ? 0 : 1)
      let best: Outstanding | undefined
      for (const one of list) {
        if (one.dueAt > now || !isWaiting(one)) continue
        if (isAlone !== undefined && (questionOf(one) === "alone") !== isAlone) continue
        const order =
          best === undefined
            ? -1
            : laps(one) - laps(best) ||
              one.fax.client - best.fax.client ||
              one.askedAt - best.askedAt
        if (order < 0) best = one
      }
      return best
    },
    /** When this fax was taken, and those after it that are to be asked in the same way: as many as a page may show. */
    windowFrom: (pick: Outstanding): Window => {
      const windowOf = makeWindowOf()
      const first = windowOf(pick)
      const later = list
        .filter((one) => isWaiting(one) && questionOf(one) === questionOf(pick))
        .map(windowOf)
        .filter(({ from }) => from >= first.from)
        .sort((one, other) => one.from - other.from)
        .slice(0, perPage)
      return { from: first.from, to: Math.max(first.to, ...later.map(({ to }) => to)) }
    },
    /**
     * Whether the next page is worth asking for: this fax may be on it, or others of ours that were taken in the same second.
     * `last`: the page that was shown last.
     */
    isWorthAnother: (
      pick: Outstanding,
      { isWhole, messages, pages }: Shown,
      last: ReadonlyArray<Message>
    ): boolean => {
      const end = messages.at(-1)
      if (isWhole || end === undefined) return false
      if (isAscending(messages) && end.sentOn.epochMillis > makeWindowOf()(pick).to) return false
      const ids = new Set<string>(last.map(({ messageId }) => messageId))
      if (list.some(({ fax }) => ids.has(fax.messageId))) return true
      const isShown = messages.some(({ messageId }) => messageId === pick.fax.messageId)
      return !isShown && pages < mostVainPages
    },
    /**
     * Takes note of what was shown of a window. Who is not there, though it was all shown, gets the next question; only an
     * answer says what became of a fax. Gives how many of ours were there.
     */
    heed: (
      pick: Outstanding,
      window: Window,
      { isWhole, messages }: Shown,
      now: number
    ): number => {
      const question = questionOf(pick)
      const shown = new Map<string, Message | undefined>()
      for (const message of messages) {
        const { messageId, status } = message
        // Two that differ say nothing.
        const isSound = !shown.has(messageId) || shown.get(messageId)?.status === status
        shown.set(messageId, isSound ? message : undefined)
      }
      const last = messages.at(-1)
      const until = isWhole
        ? window.to
        : last !== undefined && isAscending(messages)
          ? last.sentOn.epochMillis - 1
          : Number.NEGATIVE_INFINITY
      const windowOf = makeWindowOf()
      let ours = 0
      const after = question === "processing" ? "all" : "alone"
      for (const one of list.filter(isWaiting)) {
        const message = shown.get(one.fax.messageId)
        if (message !== undefined && message.sendId === one.fax.sendId) {
          ours += 1
          one.isListed = true
          if (isComplete(message)) {
            answer(one, Exit.succeed(message), now)
          } else {
            one.question = "alone"
            one.dueAt = Math.min(one.dueAt, now)
          }
          continue
        }
        const { from, to } = windowOf(one)
        const isMissing = one === pick || (from >= window.from && to <= until)
        if (!isMissing || one.question !== question) continue
        // It was on such a page before: it has ended, presumably.
        if (one.isListed && question === "processing") one.dueAt = Math.min(one.dueAt, now)
        if (one.dueAt <= now) one.question = after
      }
      return ours
    }
  }
}
