import * as Either from "effect/Either"
import type { MailSettings } from "./MailSettings.js"

/** Where mail goes, as a `mailto:` address says it. */
export interface MailPlace {
  readonly address: string
  /** What of a received fax goes with the mail; nothing unless it is asked for. */
  readonly document?: "pdf" | "tiff"
}

export const isMail = (url: string): boolean => /^mailto:/i.test(url)

const oneAddress = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/

const isAllowed = (address: string, recipients: ReadonlyArray<string>) => {
  const low = address.toLowerCase()
  return recipients.some((allowed) =>
    allowed.startsWith("@") ? low.endsWith(allowed.toLowerCase()) : low === allowed.toLowerCase()
  )
}

const decoded = (text: string) =>
  Either.try({
    try: () => decodeURIComponent(text),
    catch: () => "The address cannot be read"
  })

const documentOf = (query: URLSearchParams): Either.Either<MailPlace["document"], string> => {
  const document = query.get("document") ?? undefined
  // Of a mailto address, others such as `cc` and `bcc` would send the mail elsewhere too.
  const other = [...query.keys()].find((name) => name !== "document")
  if (other !== undefined)
    return Either.left(`Mail accepts only the parameter document, not ${other}`)
  return document === undefined || document === "pdf" || document === "tiff"
    ? Either.right(document)
    : Either.left("The parameter document must be pdf or tiff")
}

/** Reads `mailto:office@example.com` or `mailto:office@example.com?document=pdf`; on the left is why not. */
export const parseMailPlace = (
  text: string,
  settings: MailSettings | undefined
): Either.Either<MailPlace, string> =>
  Either.gen(function* () {
    if (settings === undefined) {
      return yield* Either.left("This gateway sends no mail: its settings name no mail server")
    }
    if (text.length > 500 || !URL.canParse(text)) {
      return yield* Either.left("Mail needs an address such as mailto:office@example.com")
    }
    const url = new URL(text)
    const address = yield* decoded(url.pathname)
    if (!oneAddress.test(address)) {
      return yield* Either.left("Mail goes to one address, such as mailto:office@example.com")
    }
    if (!isAllowed(address, settings.recipients)) {
      return yield* Either.left(
        `This gateway sends no mail to ${address}: it is not among the recipients in its settings`
      )
    }
    const document = yield* documentOf(url.searchParams)
    return { address, ...(document === undefined ? {} : { document }) }
  })
