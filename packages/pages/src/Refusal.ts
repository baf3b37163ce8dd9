/** Why a document cannot become pages, in a form that crosses threads. */
export type Reason =
  | { readonly _tag: "UnsupportedDocument"; readonly detail: string }
  | { readonly _tag: "DamagedDocument"; readonly detail: string; readonly page?: number }
  | { readonly _tag: "EncryptedDocument" }
  | { readonly _tag: "EmptyDocument" }
  | {
      readonly _tag: "DocumentTooLarge"
      readonly limit: "bytes" | "pages" | "pixels" | "memory"
      readonly allowed: number
      readonly found?: number
    }

/** Thrown inside the worker, and sent back as its `reason`. */
export class Refusal extends Error {
  constructor(readonly reason: Reason) {
    super(reason._tag)
  }
}

export const damaged = (detail: string, page?: number): Refusal =>
  new Refusal({ _tag: "DamagedDocument", detail, ...(page === undefined ? {} : { page }) })

/** A refusal with the name of the document that caused it. */
export class NamedRefusal extends Error {
  constructor(
    readonly fileName: string,
    readonly reason: Reason
  ) {
    super(`${fileName}: ${reason._tag}`)
  }
}

export const named = async <A>(fileName: string, work: () => Promise<A>): Promise<A> => {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof Refusal ? new NamedRefusal(fileName, cause.reason) : cause
  }
}
