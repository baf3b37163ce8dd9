/**
 * A place of a request as a JSON pointer (RFC 6901): `documents[0].file_name` is `/documents/0/file_name`. A pointer
 * stays one.
 */
export const pointerOf = (place: string): string =>
  place.startsWith("/") ? place : `/${place.replace(/\[(\d+)\]/g, "/$1").replaceAll(".", "/")}`
