import type { ReceivedPage } from "../pages/receivedPages.js"
import { noPage } from "./noPage.js"
import type { Verdict } from "./Verdict.js"

/** Characters of a page that a message shows. */
const mostShown = 2000

const nameOf = ({ fileName, number }: ReceivedPage) => `page ${number} (${fileName})`

const shown = (page: ReceivedPage): string => {
  if (page.text.trim() === "") {
    return `${nameOf(page)} has no text: it is a picture, or empty. Compare its image instead`
  }
  const text = page.text.length > mostShown ? `${page.text.slice(0, mostShown)}[...]` : page.text
  return [`${nameOf(page)} says:`, ...text.split("\n").map((line) => `  ${line}`)].join("\n")
}

const inOneLine = (text: string) => text.replace(/\s+/g, " ").trim()

const says = ({ text }: ReceivedPage, expected: string | RegExp): boolean =>
  typeof expected === "string"
    ? inOneLine(text).includes(inOneLine(expected))
    : // A pattern that remembers where it stopped would differ from page to page.
      new RegExp(expected.source, expected.flags.replace(/[gy]/g, "")).test(text)

/**
 * Whether a page, or one of several, says this. Of a text, white space does not count; a pattern is
 * held to the text as it is.
 */
export const pageText = (
  received: ReceivedPage | ReadonlyArray<ReceivedPage> | undefined,
  expected: string | RegExp
): Verdict => {
  const pages = [received ?? []].flat()
  if (pages.some((page) => typeof page.text !== "string")) throw new TypeError(noPage)
  const found = pages.find((page) => says(page, expected))
  const what = typeof expected === "string" ? JSON.stringify(expected) : String(expected)
  return {
    pass: found !== undefined,
    message: () =>
      found === undefined
        ? [
            pages.length === 0
              ? `Expected a page that says ${what}, but there are no pages`
              : `Expected ${pages.length === 1 ? "the page" : "a page"} to say ${what}`,
            ...pages.map(shown)
          ].join("\n\n")
        : `Expected no page to say ${what}\n\n${shown(found)}`
  }
}
