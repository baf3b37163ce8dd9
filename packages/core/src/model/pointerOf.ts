/**
 * A place of a request as a JSON pointer (RFC 6901): `documents[0].file_name` is `/documents/0/file_name`. A pointer
 * stays one.
 *
 * @example
 * ```ts
 * import { pointerOf } from "@faxingcenter/core/wire"
 *
 * console.log(pointerOf("documents[0].file_name")) // /documents/0/file_name
 * ```
 */
export const pointerOf = (place: string): string =>
  place.startsWith("/") ? place : `/${place.replace(/\[(\d+)\]/g, "/$1").replaceAll(".", "/")}`
