/** Attributes of our pages that hold an address; texts of others have no quotes that are not escaped. */
const attribute = / (href|src|action|data-events)="\/(?!\/)/g
const pictures = / srcset="([^"]*)"/g

const pageUnder = (path: string, html: string): string =>
  html
    .replace(attribute, (_, name) => ` ${name}="${path}/`)
    .replace(
      pictures,
      (_, list: string) => ` srcset="${list.replace(/(^|, )\/(?!\/)/g, `$1${path}/`)}"`
    )

/** An answer whose addresses begin with a path: those of its page, where it leads to, where its cookies are for. */
export const underPath = async (path: string, answer: Response): Promise<Response> => {
  const { headers } = answer
  const location = headers.get("location")
  const cookies = headers.getSetCookie()
  const isPage = headers.get("content-type")?.startsWith("text/html") === true
  if (!isPage && cookies.length === 0 && location?.startsWith("/") !== true) return answer
  const body = isPage && answer.body !== null ? pageUnder(path, await answer.text()) : answer.body
  const moved = new Response(body, answer)
  moved.headers.delete("content-length")
  if (location?.startsWith("/") === true && !location.startsWith("//")) {
    moved.headers.set("location", path + location)
  }
  moved.headers.delete("set-cookie")
  for (const cookie of cookies) {
    moved.headers.append("set-cookie", cookie.replace(/; *path=\//i, `; Path=${path}/`))
  }
  return moved
}
