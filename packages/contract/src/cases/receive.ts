import {
  Document,
  FaxNumber,
  Receive,
  type ReceivedFax,
  ReceivedFaxId,
  receivedAll,
  watchReceived
} from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ContractCase, check, checkEqual, failsWith } from "../ContractCase.js"
import { hook, type IncomingFax } from "../Target.js"

/** A page of one white row, in a TIFF that is read anywhere: little-endian, not compressed. */
const onePage = (): Uint8Array => {
  const fields: ReadonlyArray<readonly [tag: number, value: number]> = [
    [256, 1728],
    [257, 1],
    [258, 1],
    [259, 1],
    [262, 0],
    [273, 8],
    [277, 1],
    [278, 1],
    [279, 216]
  ]
  const directory = 8 + 216
  const bytes = new DataView(new ArrayBuffer(directory + 2 + fields.length * 12 + 4))
  bytes.setUint32(0, 0x49492a00)
  bytes.setUint32(4, directory, true)
  bytes.setUint16(directory, fields.length, true)
  for (const [at, [tag, value]] of fields.entries()) {
    const entry = directory + 2 + at * 12
    bytes.setUint16(entry, tag, true)
    bytes.setUint16(entry + 2, 4, true)
    bytes.setUint32(entry + 4, 1, true)
    bytes.setUint32(entry + 8, value, true)
  }
  return new Uint8Array(bytes.buffer)
}

const whole = (from: string, more: Partial<IncomingFax> = {}): IncomingFax => ({
  from: FaxNumber.make(from),
  to: FaxNumber.make("13862340000"),
  pages: 1,
  partial: false,
  tiff: onePage(),
  ...more
})

/** Faxes come in one after the other; those of this caller as they are then listed. */
const comeIn = (...faxes: ReadonlyArray<IncomingFax>) =>
  Effect.gen(function* () {
    const { asAccount, comesIn } = yield* hook("reception")
    for (const fax of faxes) yield* comesIn(fax)
    return yield* asAccount(
      Effect.flatMap(Receive, (receive) =>
        receive.list(faxes[0]?.from === undefined ? {} : { from: faxes[0].from })
      )
    )
  })

/** What the account gets of its service for received faxes. */
const asked = <A, E>(act: (receive: typeof Receive.Service) => Effect.Effect<A, E>) =>
  Effect.flatMap(hook("reception"), ({ asAccount }) => asAccount(Effect.flatMap(Receive, act)))

const idOf = (fax: ReceivedFax | undefined) =>
  fax?.receivedFaxId ?? ReceivedFaxId.make("0".repeat(32))
const idsOf = (faxes: ReadonlyArray<ReceivedFax>) => faxes.map(({ receivedFaxId }) => receivedFaxId)

const hexOf = (bytes: Uint8Array) =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))),
    (hash) => [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  )

/** Every call that names a fax is refused as one that is not there. */
const isNotThere = (what: string, id: ReceivedFaxId, receive: typeof Receive.Service) =>
  Effect.gen(function* () {
    for (const [verb, act] of Object.entries({
      get: receive.get(id),
      document: receive.document(id),
      markRead: receive.markRead(id),
      redeliver: receive.redeliver(id),
      remove: receive.remove(id)
    })) {
      yield* failsWith(`${verb} of ${what}`, Effect.asVoid(act), "NotFound")
    }
  })

export const receiveCases: ReadonlyArray<ContractCase> = [
  {
    name: "a fax that comes in is listed unread, and is got as it was listed",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const { faxes, next } = yield* comeIn(whole("13862341001"))
      const told = faxes.map(({ from, pages, partial, read, to }) => ({
        from,
        to,
        pages,
        partial,
        read
      }))
      yield* checkEqual("the list", told, [
        { from: "13862341001", to: "13862340000", pages: 1, partial: false, read: false }
      ])
      yield* checkEqual("next", next, undefined)
      const [listed] = faxes
      const got = yield* asked((receive) => receive.get(idOf(listed)))
      yield* checkEqual("the fax", got, listed)
    })
  },
  {
    name: "its document is what came, with the size and hash that were told",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const fax = whole("13862341002")
      const { faxes } = yield* comeIn(fax)
      const document = yield* asked((receive) => receive.document(idOf(faxes[0])))
      const bytes = yield* Document.readBytes(document)
      yield* checkEqual("the bytes", [...bytes], [...(fax.tiff ?? [])])
      yield* checkEqual("the evidence", faxes[0]?.document, {
        size: bytes.length,
        sha256: yield* hexOf(bytes)
      })
      yield* checkEqual("its name", document.fileName, `fax-${idOf(faxes[0])}.tif`)
    })
  },
  {
    name: "one that broke off is kept and says so; one that brought nothing has no document",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const { tiff: _, ...nothing } = whole("13862341003", { pages: 0, partial: true })
      const { faxes } = yield* comeIn(
        whole("13862341003", { partial: true, problem: "E103: lost carrier" }),
        nothing
      )
      yield* checkEqual(
        "what came",
        faxes.map(({ pages, partial, problem, document }) => [
          pages,
          partial,
          problem,
          document === undefined
        ]),
        [
          [0, true, undefined, true],
          [1, true, "E103: lost carrier", false]
        ]
      )
      yield* asked((receive) =>
        failsWith("a document of no pages", receive.document(idOf(faxes[0])), "NotFound")
      )
    })
  },
  {
    name: "lists go the newest first, page by page, and all of them in one stream",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const from = "13862341004"
      const { faxes } = yield* comeIn(whole(from), whole(from), whole(from))
      const times = faxes.map(({ receivedAt }) => DateTime.toEpochMillis(receivedAt))
      yield* check(
        "the order",
        faxes.length === 3 && times.every((at, i) => at <= (times[i - 1] ?? at)),
        times,
        "the newest first"
      )
      const first = yield* asked((receive) => receive.list({ from, limit: 2 }))
      yield* checkEqual("next", first.next, first.faxes.at(-1)?.receivedFaxId)
      const rest = yield* asked((receive) =>
        receive.list({
          from,
          limit: 2,
          ...(first.next === undefined ? {} : { before: first.next })
        })
      )
      yield* checkEqual("the pages", idsOf([...first.faxes, ...rest.faxes]), idsOf(faxes))
      yield* checkEqual("the end", rest.next, undefined)
      const { asAccount } = yield* hook("reception")
      const all = yield* asAccount(Stream.runCollect(receivedAll({ from, limit: 2 })))
      yield* checkEqual("the stream", idsOf(Chunk.toReadonlyArray(all)), idsOf(faxes))
    })
  },
  {
    name: "all that is asked for must hold: caller, called number, time, and whether it was read",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const from = "13862341005"
      const to = "13862340005"
      const { faxes } = yield* comeIn(whole(from, { to }), whole(from))
      const found = (query: Parameters<typeof Receive.Service.list>[0]) =>
        Effect.map(
          asked((receive) => receive.list(query)),
          (list) => idsOf(list.faxes)
        )
      yield* checkEqual("by called number", yield* found({ to }), [idOf(faxes[1])])
      yield* checkEqual("by both", yield* found({ from: "13862340000", to }), [])
      yield* asked((receive) => receive.markRead(idOf(faxes[0])))
      yield* checkEqual("unread", yield* found({ from, unread: true }), [idOf(faxes[1])])
      yield* checkEqual("read", yield* found({ from, unread: false }), [idOf(faxes[0])])
      const now = yield* DateTime.now
      const since = DateTime.add(now, { years: 1 })
      yield* checkEqual("in a year", yield* found({ from, since }), [])
    })
  },
  {
    name: "it is marked read once, and unread again",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const { faxes } = yield* comeIn(whole("13862341006"))
      const id = idOf(faxes[0])
      const once = yield* asked((receive) => receive.markRead(id))
      const twice = yield* asked((receive) => receive.markRead(id))
      yield* check("readAt", once.read && once.readAt !== undefined, once, "the time")
      yield* checkEqual("again", twice.readAt, once.readAt)
      const undone = yield* asked((receive) => receive.markRead(id, false))
      yield* checkEqual("undone", undone.read, false)
      const again = yield* asked((receive) => receive.redeliver(id))
      yield* checkEqual("announced again", again.receivedFaxId, id)
    })
  },
  {
    name: "watching gives what is unread, the oldest first, each once",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const { asAccount } = yield* hook("reception")
      // Whatever other cases have left.
      yield* asAccount(
        Effect.flatMap(Receive, (receive) =>
          Stream.runForEach(receivedAll({ unread: true }), ({ receivedFaxId }) =>
            receive.markRead(receivedFaxId)
          )
        )
      )
      const from = "13862341007"
      const { faxes } = yield* comeIn(whole(from), whole(from))
      const seen = yield* asAccount(watchReceived().pipe(Stream.take(2), Stream.runCollect))
      yield* checkEqual("seen", idsOf(Chunk.toReadonlyArray(seen)), idsOf(faxes.toReversed()))
    })
  },
  {
    name: "one that was deleted is gone from every call, and an unknown id was never there",
    needs: ["reception"],
    run: Effect.gen(function* () {
      const from = "13862341008"
      const { faxes } = yield* comeIn(whole(from))
      const id = idOf(faxes[0])
      yield* asked((receive) => receive.remove(id))
      yield* asked((receive) => isNotThere("a deleted fax", id, receive))
      yield* checkEqual("the list", (yield* asked((receive) => receive.list({ from }))).faxes, [])
      const unknown = ReceivedFaxId.make("f".repeat(32))
      yield* asked((receive) => isNotThere("an unknown fax", unknown, receive))
    })
  },
  {
    name: "what comes in for one account is not there for another",
    needs: ["reception", "strangers"],
    run: Effect.gen(function* () {
      const from = "13862341009"
      const { faxes } = yield* comeIn(whole(from))
      const { asStranger } = yield* hook("reception")
      yield* asStranger(
        Effect.flatMap(Receive, (receive) =>
          Effect.gen(function* () {
            yield* checkEqual("the stranger's list", (yield* receive.list({ from })).faxes, [])
            yield* isNotThere("another account's fax", idOf(faxes[0]), receive)
          })
        )
      )
      const still = yield* asked((receive) => receive.get(idOf(faxes[0])))
      yield* checkEqual("after that", still, faxes[0])
    })
  }
]
