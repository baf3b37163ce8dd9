import { FaxingCenter } from "@faxingcenter/core/promise"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, it } from "vitest"
import { createMockServer } from "../src/index.js"

/** The renderer, and what it was asked for. */
const watched = () => {
  const asked: Array<string> = []
  const watching = Layer.effect(
    Pages,
    Effect.map(Pages, (pages) =>
      Pages.of({
        ...pages,
        convert: (documents, options) => {
          asked.push("convert")
          return pages.convert(documents, options)
        },
        page: (documents, page, options) => {
          asked.push(`page ${page}`)
          return pages.page(documents, page, options)
        }
      })
    )
  )
  return { asked, layer: Layer.provide(watching, pagesLayer({ workers: 1 })) }
}

it("shows a long fax page by page, and never waits for all of it", async () => {
  const { asked, layer } = watched()
  await using mock = createMockServer({ pages: layer })
  const fax = new FaxingCenter({ clientId: "demo", clientSecret: "demo", fetch: mock.fetch })
  const text = Array.from({ length: 9 }, (_, page) => `page ${page + 1}`).join("\f")
  const { messages } = await fax.send({
    to: "13862345678",
    documents: new File([text], "long.txt")
  })
  const id = messages[0]?.messageId ?? ""
  const read = async () => (await mock.fetch(`/?fax=${id}`)).text()
  const first = await read()
  expect(first).toContain("9 pages, fine resolution")
  expect(first).toContain("rendered so far")
  const png = await mock.fetch(`/_mock/faxes/${id}/pages/1.png?width=864`)
  expect([png.status, png.headers.get("content-type")]).toEqual([200, "image/png"])
  for (let page = 9; page > 1; page--) {
    expect((await mock.fetch(`/_mock/faxes/${id}/pages/${page}.png?width=160`)).status).toBe(200)
  }
  expect(asked).not.toContain("convert")
  const last = await read()
  expect(last).not.toContain("rendered so far")
  expect(last).toMatch(/about \d+ s on the line/)
  expect((await mock.fetch(`/_mock/faxes/${id}/pages/10.png`)).status).toBe(404)
  expect(asked).toContain("convert")
})
