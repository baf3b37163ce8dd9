import type { Discrepancy } from "./verify.js"

interface NearMissLike {
  readonly fax: {
    readonly number: string
    readonly status: string
    readonly reason?: string | undefined
    readonly messageId: string
  }
  readonly mismatches: ReadonlyArray<string>
}

interface DiscrepancyLike extends Pick<Discrepancy, "message"> {
  readonly nearMisses: ReadonlyArray<NearMissLike>
}

const nearMiss = ({ fax, mismatches }: NearMissLike): string =>
  [
    `  ${fax.number}, ${fax.status}${fax.reason === undefined ? "" : `: ${fax.reason}`} (${fax.messageId})`,
    ...mismatches.map((mismatch) => `    ${mismatch}`)
  ].join("\n")

/** What is not as it should be, for a person to read. */
export const explain = (discrepancies: ReadonlyArray<DiscrepancyLike>): string =>
  discrepancies
    .map(({ message, nearMisses }) => [message, ...nearMisses.map(nearMiss)].join("\n"))
    .join("\n\n")

/** Why a fax that was waited for did not come. */
export const explainWait = (expected: unknown, nearMisses: ReadonlyArray<NearMissLike>): string =>
  explain([{ message: `No fax like ${JSON.stringify(expected)} arrived in time`, nearMisses }])
