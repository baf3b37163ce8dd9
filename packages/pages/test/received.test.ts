import { faxToPdf, readReceivedPages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { writeTiff } from "../src/codec/writeTiff.js"

type Entry = readonly [tag: number, value: string | number]

/** A TIFF of pages as HylaFAX receives them, little-endian, with these tags in each and no dots. */
const received = (pages: ReadonlyArray<ReadonlyArray<Entry>>): Uint8Array => {
  const bytes = new Uint8Array(10_000)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0])
  let at = 8
  let link = 4
  let text = 5_000
  for (const entries of pages) {
    view.setUint32(link, at, true)
    view.setUint16(at, entries.length, true)
    at += 2
    for (const [tag, value] of entries) {
      view.setUint16(at, tag, true)
      view.setUint16(at + 2, typeof value === "number" ? 4 : 2, true)
      const coded = typeof value === "number" ? undefined : Buffer.from(`${value}\0`, "latin1")
      view.setUint32(at + 4, coded?.length ?? 1, true)
      if (typeof value === "number") view.setUint32(at + 8, value, true)
      else {
        const place = (coded?.length ?? 0) > 4 ? text : at + 8
        if (place === text) view.setUint32(at + 8, text, true)
        bytes.set(coded ?? [], place)
        text += (coded?.length ?? 0) + 1
      }
      at += 12
    }
    link = at
    at += 4
  }
  return bytes
}

describe("the file of a received fax", () => {
  const size = [
    [256, 1728],
    [257, 2200]
  ] as const
  it("says who called whom, for how long, and for which subaddress", () => {
    const tiff = received([
      [
        ...size,
        [270, "+1 855 580 8797\n018555808797\nACME \x1b[31m\n4711"],
        [34909, "17"],
        [34910, 21]
      ],
      [...size, [34910, 10]]
    ])
    expect(readReceivedPages(tiff)).toEqual({
      pages: 2,
      callIds: ["018555808797", "ACME  [31m", "4711"],
      remoteStation: "+1 855 580 8797",
      subaddress: "17",
      seconds: 31,
      width: 1728
    })
  })

  it("says nothing of what it does not know", () => {
    expect(readReceivedPages(received([[...size, [270, "<UNSPECIFIED>"]]]))).toEqual({
      pages: 1,
      callIds: [],
      width: 1728
    })
  })

  it("is read as far as it goes, whatever it is", () => {
    const whole = received([[...size], [...size]])
    const view = new DataView(whole.buffer)
    view.setUint32(34, 9_999, true)
    expect(readReceivedPages(whole)).toMatchObject({
      pages: 1,
      problem: expect.stringContaining("TIFF directory")
    })
    for (const bytes of [new Uint8Array(0), new Uint8Array(9), Buffer.from("%PDF-1.4 no TIFF")]) {
      expect(readReceivedPages(bytes)).toMatchObject({ pages: 0, problem: expect.any(String) })
    }
  })
})

it("a fax as modems code it becomes the same PDF as one with the highest bit first", () => {
  const data = Uint8Array.of(0b1000_0000, 0b0000_0001, 0b1100_1010)
  const page = { width: 1728, rows: 2, dpiX: 204, dpiY: 196, data }
  const highest = writeTiff([page], "g4")
  const lowest = writeTiff([{ ...page, data: Uint8Array.of(1, 0b1000_0000, 0b0101_0011) }], "g4")
  const view = new DataView(lowest.buffer)
  const directory = view.getUint32(4, true)
  for (let entry = directory + 2; entry < directory + 2 + 17 * 12; entry += 12) {
    if (view.getUint16(entry, true) === 266) view.setUint16(entry + 8, 2, true)
  }
  expect(Effect.runSync(faxToPdf(lowest))).toEqual(Effect.runSync(faxToPdf(highest)))
})
