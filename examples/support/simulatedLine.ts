import { FaxNumber } from "@faxingcenter/core"
import { SimulatedLine } from "@faxingcenter/gateway"

/** A number that nobody has. */
export const wrong = FaxNumber.make("13862345679")

/** A line on which every other number takes two pages. */
export const line = SimulatedLine.layer({
  fate: (number) => ({
    outcome:
      number === wrong
        ? { _tag: "Failed", reason: "invalid_number", pages: 0 }
        : { _tag: "Delivered", pages: 2 },
    lasts: 20
  })
})
