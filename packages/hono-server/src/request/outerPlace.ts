/** Where a request was sent to, if that is in front of a proxy. */
export interface OuterPlace {
  /** What stands before the paths that are known here: `/fax`, or nothing. */
  readonly path: string
  /** Whether it came to the proxy by HTTPS. */
  readonly isSecure: boolean
}

const known = new WeakMap<Request, OuterPlace>()

/** Tells where a request was sent to, if the server knows. */
export const setOuterPlace = (request: Request, place: OuterPlace): void => {
  known.set(request, place)
}

/** The base address that whoever sent a request has used, without a slash at its end. */
export const outerAddress = (request: Request): string => {
  const { host, origin } = new URL(request.url)
  const place = known.get(request)
  if (place === undefined) return origin
  return `${place.isSecure ? `https://${host}` : origin}${place.path}`
}
