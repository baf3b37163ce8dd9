import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { it } from "@effect/vitest"
import { Document, FaxNumber, Send } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { afterEach, beforeEach, describe, expect } from "vitest"
import { createMockServer, type MockServer } from "../src/index.js"
import { StateFile } from "../src/state/StateFile.js"

const large = 64 * 1024

describe("the state file", () => {
  let folder = ""
  let path = ""
  let mock: MockServer
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fax-mock-"))
    path = join(folder, "state")
    mock = createMockServer({ anyClient: true })
    mock.freeze()
  })
  afterEach(async () => {
    await mock.close()
    await rm(folder, { recursive: true })
  })

  const of = (bytes: number) => ({
    number: "15005550001",
    documents: [{ fileName: "a.bin", bytes: Buffer.alloc(bytes, 7).toString("base64") }]
  })
  const state = () => new StateFile(path, mock.simulation.tenants)
  const write = (file: StateFile) => Effect.runPromise(file.write)
  const sizeOf = async () => (await stat(path)).size
  /** What is there now, for another mock: it would not be let in while this one is. */
  const copied = async () => {
    const copy = `${path}.copy`
    await copyFile(path, copy)
    return copy
  }
  const found = async () => {
    await using other = createMockServer({ stateFile: await copied() })
    return other.faxes()
  }

  it("grows by what changed, whatever is in it already", async () => {
    const file = state()
    mock.seed([of(large)])
    await write(file)
    const size = await sizeOf()
    const { ino } = await stat(path)
    const { messageId } = mock.faxes()[0] ?? { messageId: "" }
    for (let count = 0; count < 10; count++) {
      mock.hold(messageId)
      await write(file)
      mock.release(messageId)
      await write(file)
    }
    mock.advance("1 hour")
    mock.of("ann").seed([of(10)])
    await write(file)
    expect((await sizeOf()) - size).toBeLessThan(20_000)
    expect((await stat(path)).ino).toBe(ino)
    expect(await found()).toEqual(mock.faxes())
  })

  it("looks at what changed, however many faxes are stored", async () => {
    const looks = async (stored: number) => {
      await using other = createMockServer({ anyClient: true })
      const file = new StateFile(join(folder, `state-${stored}`), other.simulation.tenants)
      other.seed(Array.from({ length: stored }, () => of(10)))
      await write(file)
      other.seed([of(10)])
      const { get, has, set } = Map.prototype
      let count = 0
      Map.prototype.get = function (key) {
        count += 1
        return get.call(this, key)
      }
      Map.prototype.has = function (key) {
        count += 1
        return has.call(this, key)
      }
      Map.prototype.set = function (key, value) {
        count += 1
        return set.call(this, key, value)
      }
      await write(file).finally(() => Object.assign(Map.prototype, { get, has, set }))
      await Effect.runPromise(file.close)
      return count
    }
    await looks(1)
    expect((await looks(500)) - (await looks(10))).toBeLessThan(50)
  })

  it("keeps what changes while it is written, back and forth, and of clients that come again", async () => {
    const file = state()
    const [held, removed, cleared] = ["15005550001", "15005550001", "15005550001"].map((number) => {
      const [fax] = mock.seed([{ ...of(10), number }])
      return fax?.messageId ?? ""
    })
    await write(file)
    mock.hold(held ?? "")
    const writing = write(file)
    mock.release(held ?? "")
    mock.remove(removed ?? "")
    await writing
    expect(await found()).not.toEqual(mock.faxes())
    await write(file)
    expect(await found()).toEqual(mock.faxes())
    const snapshot = mock.snapshot()
    mock.reset()
    mock.seed([of(20)])
    mock.restore(snapshot)
    mock.hold(cleared ?? "")
    await write(file)
    expect(await found()).toEqual(mock.faxes())
    expect(await found()).toHaveLength(2)
  })

  it("is not touched by requests that change nothing of it", async () => {
    const file = state()
    mock.seed([of(10)])
    await write(file)
    const content = await readFile(path)
    await mock.fetch("/oauth")
    await rm(path)
    await write(file)
    await expect(readFile(path)).rejects.toThrow("ENOENT")
    await writeFile(path, content)
  })

  it("is written anew once it has grown to twice what it needs", async () => {
    const file = state()
    for (let count = 0; count < 40; count++) {
      mock.reset({ faxes: true })
      mock.seed([of(large), { number: "15005550002", reference: String(count) }])
      await write(file)
      expect(await sizeOf()).toBeLessThan(1.5 * 1024 * 1024)
    }
    expect(await found()).toEqual(mock.faxes())
  })

  it("follows snapshots, verdicts, removals and clocks", async () => {
    const file = state()
    mock.seed([of(10), of(20), of(30)])
    const snapshot = mock.snapshot()
    await write(file)
    const [one, two] = mock.faxes()
    mock.fail(one?.messageId ?? "", "blocked")
    mock.remove(two?.messageId ?? "")
    mock.of("bob").advance("2 hours")
    await write(file)
    expect(await found()).toEqual(mock.faxes())
    mock.restore(snapshot)
    await write(file)
    expect((await found()).map(({ status }) => status)).toEqual(Array(3).fill("processing"))
    await using other = createMockServer({ stateFile: await copied(), anyClient: true })
    expect(other.of("bob").now).toBe(mock.of("bob").now)
  })

  it("forgets what a client had that gave way to another", async () => {
    await using small = createMockServer({ anyClient: true, limits: { clients: 1 } })
    const file = new StateFile(path, small.simulation.tenants)
    small.of("ann").seed([of(10)])
    await write(file)
    small.of("ann").reset({ faxes: true })
    small.of("bob").seed([of(10)])
    await write(file)
    await using other = createMockServer({ stateFile: await copied() })
    expect(other.faxes().map(({ client }) => client)).toEqual(["bob"])
  })

  it("may end with a part of a line, as that of a mock that was killed", async () => {
    const file = state()
    mock.seed([of(10)])
    await write(file)
    mock.seed([of(20)])
    await write(file)
    const before = mock.faxes()
    await truncate(path, (await sizeOf()) - 10)
    expect(await found()).toEqual(before.slice(0, 1))
    // The next mock does not write behind that part.
    await Effect.runPromise(file.close)
    const next = createMockServer({ stateFile: path })
    next.seed([of(30)])
    const after = next.faxes()
    await next.close()
    expect(await found()).toEqual(after)
  })

  it("goes on with other ids, though the seed is the same", async () => {
    /** The ids of all faxes after each of three runs. */
    const runs = async (stateFile: string) => {
      const ids: Array<ReadonlyArray<string>> = []
      for (let run = 0; run < 3; run++) {
        await using other = createMockServer({ stateFile, seed: "s" })
        other.seed([of(10), of(10)])
        ids.push(other.faxes().flatMap(({ messageId, sendId }) => [messageId, sendId]))
      }
      return ids
    }
    const ids = await runs(path)
    expect(ids.map((all) => new Set(all).size)).toEqual([4, 8, 12])
    expect(await runs(join(folder, "other"))).toEqual(ids)
    await using without = createMockServer({ seed: "s" })
    without.seed([of(10)])
    expect(ids[0]).toContain(without.faxes()[0]?.messageId)
  })

  it("is refused with the line that is none", async () => {
    await writeFile(path, '{"version":2,"runs":1}\n{"client":"demo"}\n')
    expect(state).toThrow(/state is not a state file of a mock: line 2: /)
    await writeFile(path, "\n")
    expect(state).toThrow("is not a state file of a mock")
    await writeFile(path, "")
    expect(await found()).toEqual([])
  })

  it("is refused where nothing can be written", async () => {
    path = join(folder, "none", "state")
    expect(state).toThrow(`cannot be saved to ${path}: ENOENT`)
    path = folder
    expect(state).toThrow(`cannot be read from ${path}: EISDIR`)
    for (path of ["/dev/null", join(folder, "pipe")]) {
      if (path !== "/dev/null") execFileSync("bash", ["-c", `mkfifo ${path}`])
      expect(state).toThrow(`cannot be kept in ${path}: it is not a file`)
    }
  })

  it("is complete again as soon as it can be written, and says when it cannot", async () => {
    const warnings: Array<string> = []
    const listener = ({ message }: Error) => warnings.push(message)
    process.on("warning", listener)
    path = join(folder, "inner", "state")
    await mkdir(join(folder, "inner"))
    const file = state()
    mock.seed([of(10)])
    await write(file)
    await rm(join(folder, "inner"), { recursive: true })
    for (let count = 0; count < 3; count++) {
      mock.seed([of(10)])
      expect(await rejects(write(file))).toBe(true)
    }
    await expect.poll(() => warnings).toEqual([expect.stringContaining("could not be saved to")])
    await mkdir(join(folder, "inner"))
    await write(file)
    expect(await found()).toEqual(mock.faxes())
    process.off("warning", listener)
    await Effect.runPromise(file.close)
    const kept = createMockServer({ stateFile: path })
    kept.seed([of(10)])
    await rm(join(folder, "inner"), { recursive: true })
    await expect(kept.close()).rejects.toThrow("could not be saved to")
  })

  it.effect("is written once for a burst, and again only after a rest", () =>
    Effect.gen(function* () {
      const file = state()
      const keeping = yield* Effect.fork(file.keep)
      const lines = Effect.promise(async () => (await readFile(path, "utf8")).split("\n").length)
      for (let count = 0; count < 100; count++) mock.seed([of(10)])
      yield* TestClock.adjust("249 millis")
      expect(yield* Effect.promise(() => rejects(stat(path)))).toBe(true)
      yield* TestClock.adjust("1 millis")
      yield* Effect.promise(() => expect.poll(() => sizeOf().catch(() => 0)).toBeGreaterThan(100))
      expect(yield* lines).toBe(103)
      yield* Fiber.interrupt(keeping)
    })
  )

  const rejects = (promise: Promise<unknown>) =>
    promise.then(
      () => false,
      () => true
    )
})

describe("the lock of a state file", () => {
  let folder = ""
  let stateFile = ""
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fax-mock-"))
    stateFile = join(folder, "state")
  })
  afterEach(() => rm(folder, { recursive: true }))

  it("is taken by one mock, however the file is named, and given back when it closes", async () => {
    const first = createMockServer({ stateFile })
    // The file itself is written later: the link leads to nothing yet.
    const link = join(folder, "link")
    await symlink("state", link)
    for (const name of [stateFile, join(folder, "..", basename(folder), "state"), link]) {
      expect(() => createMockServer({ stateFile: name })).toThrow(/in use by another mock/)
    }
    await first.close()
    await createMockServer({ stateFile: link }).close()
    expect(await readdir(folder)).toEqual(["link"])
  })

  it("is refused while its process lives, and replaced when that has crashed", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"])
    await writeFile(`${stateFile}.lock`, String(other.pid))
    expect(() => createMockServer({ stateFile })).toThrow(`process ${other.pid}`)
    other.kill("SIGKILL")
    await once(other, "exit")
    await createMockServer({ stateFile }).close()
  })
})

it("a state file has the bytes of a document that came as a Buffer", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fax-mock-"))
  const stateFile = join(folder, "state")
  const bytes = Buffer.from([0, 255, 1, 254])
  {
    await using mock = createMockServer({ stateFile })
    await Effect.runPromise(
      Send.submit({
        recipients: [{ number: FaxNumber.make("15005550001") }],
        documents: [Document.fromBytes("a.bin", bytes)]
      }).pipe(Effect.provide(mock.layer))
    )
  }
  await using next = createMockServer({ stateFile })
  expect(next.faxes()[0]?.documents[0]?.bytes).toEqual(new Uint8Array(bytes))
  await rm(folder, { recursive: true })
})
