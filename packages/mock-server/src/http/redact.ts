/** Characters of a body that the journal keeps. */
const mostOfBody = 64 * 1024

/** A body of a send without the data of its documents: their lengths stand for them. */
export const elideData = (body: string): string =>
  body.replace(
    /("file_data"\s*:\s*")([^"\\]{64,})(?=")/g,
    (_all, start: string, data: string) => `${start}[${data.length} characters of base64]`
  )

const hidden = "[redacted]"

/** A body without secrets and tokens, and no longer than the journal takes. */
export const redactBody = (body: string): string => {
  const text = elideData(body)
    .replace(/("(?:client_secret|access_token)"\s*:\s*)"(?:[^"\\]|\\.)*"/g, `$1"${hidden}"`)
    .replace(/(^|&)((?:client_secret|access_token)=)[^&]*/g, `$1$2${hidden}`)
  return text.length > mostOfBody ? `${text.slice(0, mostOfBody)}[...]` : text
}

/** A path and query without secrets and tokens. */
export const redactTarget = (target: string): string =>
  target.replace(/([?&](?:client_secret|access_token)=)[^&]*/g, `$1${hidden}`).slice(0, 8192)

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
