import { createHash } from "node:crypto"
import { sessionFacts } from "@faxingcenter/core/delivery"
import { routes } from "@faxingcenter/core/wire"
import {
  isReceptionReceipt,
  type PublicKey,
  parsePublicKey,
  type VerifiedReceipt,
  type VerifiedReception,
  verifyReceipt,
  verifyReception
} from "@faxingcenter/gateway/receipts"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { local } from "../format/moment.js"
import { readInput } from "../input/file.js"
import { print, printJson, tell } from "../terminal/output.js"
import { styleFor } from "../terminal/style.js"
import { oneLine } from "../terminal/visible.js"

const key = Flag.text("key", "FILE", {
  summary: `The gateway's public key (PEM or JWK), from ${routes.gateway.receiptKey.path}`
})
const documents = Flag.texts("document", "FILE", {
  summary: "Also check that this file is one of the documents sent, or the TIFF received"
})

const problem = (message: string) =>
  new CommandFailed({ exitCode: exitCodes.problemsFound, message })

const read = (path: string) => readInput(path, exitCodes.rejected)

/** `known`: the documents that a receipt names. */
const checkDocument = (known: ReadonlyArray<{ readonly sha256: string }>) => (path: string) =>
  Effect.flatMap(read(path), (bytes) => {
    const sha256 = createHash("sha256").update(bytes).digest("hex")
    return known.some((document) => document.sha256 === sha256)
      ? Effect.void
      : problem(`${path} is not one of the documents of this receipt`)
  })

const styleOut = styleFor("stdout")

/** The lines that an outcome came from; `unknown` in receipts of earlier versions. */
const linesOf = ({ receipt }: VerifiedReceipt): ReadonlyArray<string> => [
  ...new Set(
    receipt.attempts
      .filter(({ outcome }) => outcome?._tag !== "NotDialled")
      .map(({ transport = "unknown" }) => transport)
  )
]

const lineText = (lines: ReadonlyArray<string>): string =>
  lines.includes("simulated")
    ? `line: ${styleOut("red", "simulated")}: no calls were made`
    : `line: ${lines.join(", ") || "none, no calls were made"}`

/** What became of a call, and what its line told of it. */
const attemptLine = ({ outcome, startedAt }: VerifiedReceipt["receipt"]["attempts"][number]) => {
  const end =
    outcome === undefined
      ? "its outcome is unknown"
      : outcome._tag === "NotDialled"
        ? "nothing was dialled"
        : outcome._tag === "Failed"
          ? outcome.reason
          : "delivered"
  const session =
    outcome === undefined || outcome._tag === "NotDialled" ? undefined : outcome.session
  const told = session === undefined ? [] : sessionFacts(session)
  return [`called ${local(startedAt)}: ${end}`, ...told].join(", ")
}

/** A name from elsewhere makes no second line. */
const asText = (lines: ReadonlyArray<string>): string =>
  lines.map((line) => `${oneLine(line)}\n`).join("")

const signedLine = (
  { isTrusted, keyId }: Pick<VerifiedReceipt, "isTrusted" | "keyId">,
  issuedAt: Parameters<typeof local>[0]
) => `signed ${local(issuedAt)} with the key ${keyId}${isTrusted ? ", the gateway's" : ""}`

const summary = (verified: VerifiedReceipt, lines: ReadonlyArray<string>) => {
  const { receipt } = verified
  return asText([
    `valid: ${receipt.messageId} to ${receipt.faxNumber} was ${receipt.status}${receipt.endedAt === undefined ? "" : ` at ${local(receipt.endedAt)}`}`,
    `accepted ${local(receipt.acceptedAt)}, ${receipt.attempts.length} attempt(s), ${receipt.documents.length} document(s)`,
    lineText(lines),
    ...receipt.attempts.map(attemptLine),
    signedLine(verified, receipt.issuedAt)
  ])
}

const receptionText = (verified: VerifiedReception) => {
  const { channel, from, issuedAt, line, pages, partial, problem, receivedAt, remoteStation, to } =
    verified.receipt
  const { document, receivedFaxId } = verified.receipt
  return asText([
    `valid: ${receivedFaxId} came in at ${local(receivedAt)}, ${pages} page(s)${partial ? ", incomplete" : ""}${problem === undefined ? "" : `: ${problem}`}`,
    `from ${from ?? "an unknown number"}${remoteStation === undefined ? "" : `, station ${remoteStation}`}${to === undefined ? "" : `, to ${to}`}`,
    `line: ${line}${channel === undefined ? "" : `, ${channel}`}`,
    document === undefined
      ? "no pages"
      : `pages: ${document.size} bytes, SHA-256 ${document.sha256}`,
    signedLine(verified, issuedAt)
  ])
}

/** Of a received fax. */
const reportReception = (
  text: string,
  trusted: PublicKey | undefined,
  given: {
    readonly path: string
    readonly documents: ReadonlyArray<string>
    readonly json: boolean
  }
) =>
  Effect.gen(function* () {
    const verified = yield* Effect.mapError(verifyReception(text, trusted), ({ message }) =>
      problem(`${given.path}: ${message}`)
    )
    const { document, line, pages, partial, receivedFaxId } = verified.receipt
    const known = document === undefined ? [] : [document]
    yield* Effect.forEach(given.documents, checkDocument(known))
    const { isTrusted, keyId } = verified
    if (given.json) {
      yield* printJson({
        valid: true,
        trusted: isTrusted,
        keyId,
        receivedFaxId,
        line,
        pages,
        partial
      })
    } else yield* print(receptionText(verified))
    return isTrusted
  })

const compareKey = tell("Compare the key with the gateway's, or give it with --key\n")

export const verify = defineCommand({
  name: "verify",
  summary: "Verify a gateway's receipt of a sent or received fax, offline",
  details:
    "Detects changes since the receipt was signed. Only --key proves who signed it; without it, the exit code is 12 at best. Exits with 13 if the receipt is from a simulated line, which made no calls.",
  words: {
    name: "FILE",
    summary: `The receipt, from ${routes.at(routes.gateway.deliveryReceipt, { id: "ID" }).path}`,
    min: 1,
    max: 1
  },
  flags: { key, documents, json: jsonFlag },
  examples: [
    {
      line: "fax verify receipt.jws --key gateway.jwk --document order.pdf",
      does: "Check who signed a receipt, and for which document"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const [path = ""] = given.words
      const keyPath = given.key
      const trusted =
        keyPath === undefined
          ? undefined
          : yield* Effect.flatMap(read(keyPath), (bytes) =>
              Effect.mapError(parsePublicKey(bytes.toString()), ({ message }) =>
                problem(`${keyPath}: ${message}`)
              )
            )
      const text = (yield* read(path)).toString()
      if (isReceptionReceipt(text)) {
        const isTrusted = yield* reportReception(text, trusted, { ...given, path })
        if (!isTrusted && !given.json) yield* compareKey
        return isTrusted ? exitCodes.ok : exitCodes.signerUnknown
      }
      const verified = yield* Effect.mapError(verifyReceipt(text, trusted), ({ message }) =>
        problem(`${path}: ${message}`)
      )
      yield* Effect.forEach(given.documents, checkDocument(verified.receipt.documents))
      const transports = linesOf(verified)
      if (given.json) {
        const { faxNumber, messageId, simulated, status } = verified.receipt
        const { isTrusted, keyId } = verified
        yield* printJson({
          valid: true,
          trusted: isTrusted,
          keyId,
          messageId,
          faxNumber,
          status,
          ...(simulated === undefined ? {} : { simulated }),
          transports
        })
      } else {
        yield* print(summary(verified, transports))
        if (!verified.isTrusted) {
          yield* compareKey
        }
      }
      if (verified.receipt.simulated === true || transports.includes("simulated")) {
        return exitCodes.simulated
      }
      return verified.isTrusted ? exitCodes.ok : exitCodes.signerUnknown
    })
})
