import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { drawPicture, halfBlocks, sixel } from "../src/terminal/picture/drawPicture.js"
import { protocolOf } from "../src/terminal/picture/protocol.js"
import { visible, widthOf } from "../src/terminal/visible.js"
import { faxInTerminal, home } from "./fax.js"

describe("a picture in a terminal", () => {
  it.each([
    ["kitty", { TERM: "xterm-kitty" }],
    ["kitty", { TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }],
    ["iterm2", { TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }],
    ["sixel", { TERM: "foot" }],
    ["blocks", { TERM: "xterm-256color" }],
    ["blocks", { TERM: "tmux-256color", TERM_PROGRAM: "iTerm.app" }],
    [undefined, { TERM: "dumb" }]
  ] as const)("is drawn as %s where %j says so", (protocol, variables) => {
    expect(protocolOf(variables)).toBe(protocol)
  })

  const shades = { width: 3, height: 2, dots: Uint8Array.from([0, 255, 0, 255, 255, 0]) }

  it("has two rows of dots to a line of half blocks, each no wider than its dots", () => {
    const text = halfBlocks(shades)
    expect(text.split("\n").map(widthOf)).toEqual([3])
    expect(visible(text)).toBe(
      "\u001B[38;5;232;48;5;255m▀\u001B[38;5;255;48;5;255m▀\u001B[38;5;232;48;5;232m▀\u001B[0m"
    )
  })

  it("is black on white in sixels", () => {
    expect(visible(sixel(shades))).toBe(
      '\u001BPq"1;1;3;2#0;2;0;0;0#1;2;100;100;100#0@?B$#1AB?-\u001B\\'
    )
  })

  it("goes in pieces to kitty, and whole to iTerm2", async () => {
    const png = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
    const room = { columns: 80, rows: 24 }
    const kitty = visible(await drawPicture("kitty", png, room))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the protocol of the terminal
    const pieces = [...kitty.matchAll(/\u001B_G([^;]*);([^\u001B]*)\u001B\\/g)]
    expect(pieces.map(([, head]) => head)).toEqual(["a=T,f=100,c=79,m=1", "m=0"])
    const sent = pieces.map(([, , piece]) => piece).join("")
    expect(Buffer.from(sent, "base64")).toEqual(Buffer.from(png))
    const iterm2 = visible(await drawPicture("iterm2", png, room))
    expect(iterm2).toContain(`;size=5000;width=79;preserveAspectRatio=1:${sent}\u0007`)
  })

  it("is what fax preview shows, besides writing it", async () => {
    writeFileSync(join(home, "page.txt"), "One page\n")
    const { code, screen } = await faxInTerminal(["preview", "page.txt"], [], { columns: 60 })
    expect([code, screen]).toEqual([0, expect.stringContaining("▀")])
    expect(screen).toContain("page.fax.png: 1 page(s)")
  })
})
