import { members } from "@faxingcenter/core/wire"

/** Characters of a body that the journal keeps. */
const mostOfBody = 64 * 1024

/** Shorter data is left as it is. */
const shortestElided = 64

const dataPattern = new RegExp(`"${members.send.fileData}"\\s*:\\s*"`, "g")

/**
 * A body of a send without the data of its documents: their lengths stand for them. The data is
 * stepped over rather than matched: a pattern that runs over megabytes overflows the stack.
 */
export const elideData = (body: string): string => {
  const parts: Array<string> = []
  let kept = 0
  for (const { 0: opening, index } of body.matchAll(dataPattern)) {
    const start = index + opening.length
    const end = body.indexOf('"', start)
    if (start < kept || end - start < shortestElided || body[end - 1] === "\\") continue
    parts.push(body.slice(kept, start), `[${end - start} characters of base64]`)
    kept = end
  }
  return parts.join("") + body.slice(kept)
}

const hidden = "[redacted]"
const secrets = `${members.token.clientSecret}|${members.token.accessToken}`
const secretMember = new RegExp(`("(?:${secrets})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*(?:"|$)`, "g")
const secretField = new RegExp(`(^|&)((?:${secrets})=)[^&]*`, "g")
const secretParameter = new RegExp(`([?&](?:${secrets})=)[^&]*`, "g")

/** A body without secrets and tokens, and no longer than the journal takes. */
export const redactBody = (body: string): string => {
  const elided = elideData(body)
  // Cut before it is matched, so that a secret may lack its end.
  const text = elided
    .slice(0, mostOfBody)
    .replace(secretMember, `$1"${hidden}"`)
    .replace(secretField, `$1$2${hidden}`)
  return elided.length > mostOfBody ? `${text}[...]` : text
}

/** A path and query without secrets and tokens. */
export const redactTarget = (target: string): string =>
  target.replace(secretParameter, `$1${hidden}`).slice(0, 8192)

/** Headers without credentials. */
export const redactHeaders = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => name !== "cookie" && name !== "set-cookie")
      .map(([name, value]) => [
        name,
        /authorization$/.test(name)
          ? `${/^\w+/.exec(value)?.[0] ?? ""} ${hidden}`
          : value.slice(0, 2048)
      ])
  )
