/** An answer of hfaxd, whose last line has its code. */
export interface Reply {
  readonly code: number
  readonly text: string
}

const latin1 = new TextDecoder("latin1")

/** Puts replies together out of bytes as they come in: `123 text`, or `123-text`, more, `123 text` (RFC 959). */
export const replyReader = (onReply: (reply: Reply) => void): ((chunk: Uint8Array) => void) => {
  let rest = ""
  let begun: string | undefined
  return (chunk) => {
    const lines = (rest + latin1.decode(chunk)).split("\n")
    rest = lines.pop() ?? ""
    for (const each of lines) {
      const line = each.replace(/\r$/, "")
      begun ??= /^\d{3}-/.test(line) ? line.slice(0, 3) : undefined
      if (begun !== undefined && !line.startsWith(`${begun} `)) continue
      begun = undefined
      onReply({ code: Number(line.slice(0, 3)), text: line.slice(4) })
    }
  }
}
