import { FaxError } from "@faxingcenter/core"
import { members } from "@faxingcenter/core/wire"
import type { GivenNumber } from "./faxNumber.js"

/** Where a pointer into a request points on the command line, with the pointer beside it. */
const placeOf = (
  pointer: string,
  numbers: ReadonlyArray<GivenNumber>,
  files: ReadonlyArray<string>
): string => {
  const [, list, index = ""] = /^\/(\w+)\/(\d+)/.exec(pointer) ?? []
  const number = list === members.send.recipients ? numbers[Number(index)] : undefined
  const file = list === members.send.documents ? files[Number(index)] : undefined
  const given = number === undefined ? file : `--to ${number.written}`
  return given === undefined ? pointer : `${given}, ${pointer} of the request`
}

/** The same refusal in the terms of who typed the command: `--to NUMBER` instead of a place in its request. */
export const inTermsOfCommand =
  (numbers: ReadonlyArray<GivenNumber>, files: ReadonlyArray<string>) =>
  <E>(error: E): E | FaxError.InvalidNumber | FaxError.DocumentMissing => {
    if (error instanceof FaxError.InvalidNumber && error.place !== undefined) {
      const { culprit, detail, place } = error
      return new FaxError.InvalidNumber({ culprit, detail, place: placeOf(place, numbers, files) })
    }
    if (error instanceof FaxError.DocumentMissing && error.place !== undefined) {
      const { culprit, detail, place } = error
      return new FaxError.DocumentMissing({
        culprit,
        detail,
        place: placeOf(place, numbers, files)
      })
    }
    return error
  }
