import * as Either from "effect/Either"
import type { Rejected } from "../FaxError.js"
import { badRequestAt } from "./badRequest.js"

/** Documents by their `order`, of which each has its own; one without is where it stands in the list. */
export const inOrder = <A extends { readonly order?: number | undefined }>(
  documents: ReadonlyArray<A>
): Either.Either<ReadonlyArray<A>, Rejected> => {
  if (documents.length === 1) return Either.right(documents)
  const placed = documents
    .map((document, index) => ({ document, order: document.order ?? index }))
    .toSorted((one, other) => one.order - other.order)
  const twice = placed.find(({ order }, index) => order === placed[index - 1]?.order)
  return twice === undefined
    ? Either.right(placed.map(({ document }) => document))
    : Either.left(
        badRequestAt("documents", `Two documents have order ${twice.order}; give each its own`)
      )
}
