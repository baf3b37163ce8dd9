import { FaxError } from "@faxingcenter/core"
import { members, pointerOf, routes } from "@faxingcenter/core/wire"
import type { GivenNumber } from "./faxNumber.js"

/** What the command line has at a place of the request, by its pointer; `undefined` is not of the command line. */
export type GivenAt = (pointer: string) => string | undefined

/** What `fax send` was given. */
export const givenToSend =
  (numbers: ReadonlyArray<GivenNumber>, files: ReadonlyArray<string>): GivenAt =>
  (pointer) => {
    const [, list, index = ""] = /^\/(\w+)(?:\/(\d+))?/.exec(pointer) ?? []
    if (list === members.send.reference) return "--reference"
    if (list === members.send.documents) return files[Number(index || NaN)]
    const number = list === members.send.recipients ? numbers[Number(index || NaN)] : undefined
    return number === undefined ? undefined : `--to ${number.written}`
  }

const { from, number, page, status, to } = routes.parameters.search
const flagsOfSearch: Readonly<Record<string, string>> = {
  [`/${from}`]: "--from",
  [`/${to}`]: "--to",
  [`/${number}`]: "--number",
  [`/${status}`]: "--status",
  [`/${page}`]: "--page"
}

/** What `fax search` was given. */
export const givenToSearch: GivenAt = (pointer) => flagsOfSearch[pointer]

/** The same refusal in the terms of who typed the command: `--to NUMBER` instead of a place in its request. */
export const inTermsOfCommand =
  (givenAt: GivenAt) =>
  <E>(error: E): E | FaxError.InvalidNumber | FaxError.DocumentMissing | FaxError.Rejected => {
    const placeOf = (pointer: string) => {
      const given = givenAt(pointer)
      return given === undefined ? pointer : `${given}, ${pointer} of the request`
    }
    if (error instanceof FaxError.InvalidNumber && error.place !== undefined) {
      const { culprit, detail, place } = error
      return new FaxError.InvalidNumber({ culprit, detail, place: placeOf(place) })
    }
    if (error instanceof FaxError.DocumentMissing && error.place !== undefined) {
      const { culprit, detail, place } = error
      return new FaxError.DocumentMissing({ culprit, detail, place: placeOf(place) })
    }
    if (error instanceof FaxError.Rejected) {
      // Old-style culprits are places too (`documents[0].file_name`).
      const pointer = error.place ?? pointerOf(error.culprit ?? "")
      if (givenAt(pointer) === undefined) return error
      return new FaxError.Rejected({ ...error, place: placeOf(pointer) })
    }
    return error
  }
