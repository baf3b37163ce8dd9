import { describe, expect, layer, test } from "@effect/vitest"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { hostileImages } from "./support/hostileImages.js"
import { hostilePdfs } from "./support/hostilePdfs.js"
import { hostilePictures } from "./support/hostilePictures.js"
import { hostileStructures } from "./support/hostileStructures.js"
import { hostileTexts } from "./support/hostileTexts.js"

const megabyte = 1024 * 1024
const memory = 256 * megabyte
/** The renderer's limit, a worker's heap, and what one page and a decoder take. */
const mostGrowth = memory + 512 * megabyte

/** How much larger the process was at most while this ran. */
const withGrowth = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const before = process.memoryUsage.rss()
      let most = before
      const look = () => {
        most = Math.max(most, process.memoryUsage.rss())
      }
      return { timer: setInterval(look, 20), growth: () => most - before }
    }),
    ({ growth }) => Effect.map(work, (result) => ({ result, growth: growth() })),
    ({ timer }) => Effect.sync(() => clearInterval(timer))
  )

const all = [
  ...hostilePdfs,
  ...hostileStructures,
  ...hostileImages,
  ...hostilePictures,
  ...hostileTexts
]

const check = (files: typeof all, seconds: number) =>
  layer(pagesLayer({ limits: { seconds, memory }, workers: 1 }), { excludeTestServices: true })(
    (it) => {
      for (const { bytes, expected, name } of files) {
        it.effect(
          name,
          () =>
            Effect.gen(function* () {
              const pages = yield* Pages
              const document = { fileName: name, bytes: yield* Effect.promise(async () => bytes()) }
              const { growth, result } = yield* pages
                .convert([document], { resolution: "standard" })
                .pipe(
                  Effect.match({
                    onFailure: (error) => error._tag,
                    onSuccess: (fax) => fax.pages.length
                  }),
                  withGrowth
                )
              expect(expected).toContain(result)
              expect(growth).toBeLessThan(mostGrowth)
            }),
          90_000
        )
      }
    }
  )

describe("hostile and odd files", () => {
  test("are 60 or more", () => expect(all.length).toBeGreaterThanOrEqual(60))

  describe("cost a typed error, or give pages", () => {
    check(
      all.filter((file) => file.endless !== true),
      60
    )
  })

  describe("are ended when their time is up", () => {
    check(
      all.filter((file) => file.endless === true),
      3
    )
  })
})
