import * as Predicate from "effect/Predicate"

type Encode = (bytes: Uint8Array) => string

const byBuffer = (): Encode | undefined => {
  const Buffer: unknown = Reflect.get(globalThis, "Buffer")
  if (!Predicate.hasProperty(Buffer, "from") || !Predicate.isFunction(Buffer.from)) return undefined
  const { from } = Buffer
  return ({ buffer, byteOffset, length }) => {
    const bytes: unknown = Reflect.apply(from, Buffer, [buffer, byteOffset, length])
    return Predicate.hasProperty(bytes, "toString") && Predicate.isFunction(bytes.toString)
      ? String(Reflect.apply(bytes.toString, bytes, ["base64"]))
      : ""
  }
}

/**
 * The base64 of bytes by `Buffer`, where the platform has that: many times as fast as a loop here. It looks for `Buffer` by
 * itself, as `nativeDecode` does: the promise client only encodes, and one file for both would make it larger.
 */
export const nativeBase64: Encode | undefined = /* @__PURE__ */ byBuffer()
