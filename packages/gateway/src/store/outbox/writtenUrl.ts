import type { Texts } from "../database/Texts.js"

/** The address of a webhook: its origin stays as it is, by which receivers take turns; what follows may be a secret. */
export const writtenUrl = ({ matchable }: Texts, href: string): string => {
  const { origin } = new URL(href)
  return href.startsWith(`${origin}/`)
    ? `${origin}/${matchable(href.slice(origin.length + 1))}`
    : matchable(href)
}
