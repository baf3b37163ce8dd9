/**
 * Whether the address of a connection's other end is this machine's own.
 *
 * @example
 * ```ts
 * import { isLoopbackAddress } from "@faxingcenter/hono-server/ui"
 *
 * console.log(isLoopbackAddress("::ffff:127.0.0.1")) // true
 * ```
 */
export const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address)
