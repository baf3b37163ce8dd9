import { FaxingCenter } from "@faxingcenter/core/promise"
import { layer } from "@faxingcenter/pages"
import { afterAll, describe, expect, it } from "vitest"
import { connectMock } from "../src/client.js"
import { createMockServer } from "../src/index.js"

const mock = createMockServer({ pages: layer(), anyClient: true })
afterAll(() => mock.close())

const clientOf = (clientId: string) =>
  new FaxingCenter({ clientId, clientSecret: "any", baseUrl: mock.url, fetch: mock.fetch })

const text = (words: string) => ({
  fileName: "order.txt",
  bytes: Buffer.from(words).toString("base64")
})

describe("a fax that comes in", () => {
  it("is received by its client, with its pages, and by nobody else", async () => {
    const shop = clientOf("shop")
    await mock.of("shop").receive({
      from: "13055550100",
      remoteStation: "ACME",
      document: text("One order of quartz")
    })
    const { faxes } = await shop.received({ unread: true })
    expect(faxes).toMatchObject([
      { from: "13055550100", remoteStation: "ACME", pages: 1, partial: false, channel: "simulated" }
    ])
    expect((await clientOf("other").received()).faxes).toEqual([])

    const id = faxes[0]?.receivedFaxId ?? ""
    const begins = async (format: "tiff" | "pdf" | "png") =>
      Buffer.from(await shop.receivedDocument(id, { format }))
        .subarray(0, 4)
        .toString("latin1")
    expect(await begins("tiff")).toMatch(/^(II\*\0|MM\0\*)$/)
    expect(await begins("pdf")).toBe("%PDF")
    expect(await begins("png")).toBe("\x89PNG")
    await expect(shop.receivedDocument(id, { format: "png", page: 2 })).rejects.toThrow(/page 2/)

    expect(await shop.markRead(id)).toMatchObject({ read: true })
    expect((await shop.received({ unread: true })).faxes).toEqual([])
    expect(await shop.redeliver(id)).toMatchObject({ receivedFaxId: id })
    await shop.removeReceived(id)
    await expect(shop.receivedFax(id)).rejects.toThrow(/no such received fax/)
  })

  it("comes when its time has come on the clock of the client", async () => {
    const later = mock.of("later")
    const client = clientOf("later")
    await later.receive({ from: "1", after: "1 hour" })
    expect((await client.received()).faxes).toEqual([])
    mock.of("later").advance("2 hours")
    expect((await client.received()).faxes).toMatchObject([{ from: "1", pages: 0, partial: true }])
  })

  it("is listed the newest first, page by page", async () => {
    const many = mock.of("many")
    for (const from of ["1", "2", "3"]) {
      await many.receive({ from })
      many.advance(1000)
    }
    const client = clientOf("many")
    const first = await client.received({ limit: 2 })
    expect(first.faxes.map(({ from }) => from)).toEqual(["3", "2"])
    const second = await client.received({ limit: 2, before: first.next ?? "" })
    expect(second.faxes.map(({ from }) => from)).toEqual(["1"])
    expect(second.next).toBeUndefined()
  })

  it("can be let in over the control API, and is seen in the inbox", async () => {
    const remote = connectMock(mock.url, { fetch: mock.fetch, client: "far" })
    const received = await remote.receive({ from: "18005550199", document: text("Far away") })
    expect(received).toMatchObject({ from: "18005550199", pages: 1 })
    await expect(
      remote.receive({ document: { fileName: "a.bin", bytes: "AAECAwQ=" } })
    ).rejects.toThrow()

    const form = new FormData()
    form.set("from", "17005550100")
    form.set("client", "far")
    form.set("document", new File(["Hello"], "hello.txt"))
    const posted = await mock.fetch(`${mock.url}/_mock/ui/received`, {
      method: "POST",
      body: form,
      redirect: "manual"
    })
    expect(posted.status).toBe(303)
    const page = await (await mock.fetch(`${mock.url}/_mock/ui/received`)).text()
    expect(page).toContain("18005550199")
    expect(page).toContain("17005550100")
    const [, link = ""] = /href="(\/_mock\/ui\/received\/[^"]+)"/.exec(page) ?? []
    const pdf = await mock.fetch(`${mock.url}${link}`)
    expect(pdf.headers.get("content-type")).toBe("application/pdf")
    expect((await clientOf("far").received()).faxes.length).toBe(2)
  })

  it("is forgotten with all else", async () => {
    await mock.of("gone").receive({ from: "1" })
    mock.of("gone").reset()
    expect((await clientOf("gone").received()).faxes).toEqual([])
  })
})
