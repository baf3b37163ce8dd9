/** Values of a PDF (ISO 32000, 7.3). Strings are kept as their bytes. */

export class Name {
  constructor(readonly name: string) {}
}

export class Text {
  constructor(readonly bytes: Uint8Array) {}
}

/** A reference to an object by its number; its generation does not matter here. */
export class Ref {
  constructor(
    readonly number: number,
    readonly generation: number
  ) {}
}

/** A word that is no value: an operator, or a part of the file's frame. */
export class Keyword {
  constructor(readonly word: string) {}
}

export type Dict = ReadonlyMap<string, Value>

/** A dictionary with the coded bytes that follow it. */
export class Stream {
  constructor(
    readonly dict: Dict,
    readonly bytes: Uint8Array,
    /** The file has all the bytes that it announces. */
    readonly complete: boolean
  ) {}
}

export type Value =
  | null
  | boolean
  | number
  | Name
  | Text
  | Ref
  | Stream
  | Dict
  | ReadonlyArray<Value>

export const isDict = (value: Value | undefined): value is Dict => value instanceof Map

export const isArray = (value: Value | undefined): value is ReadonlyArray<Value> =>
  Array.isArray(value)
