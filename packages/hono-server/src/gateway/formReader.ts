import { FaxError } from "@faxingcenter/core"
import { badRequest, DecodedData } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import type { BodyReader } from "../body/bodyReaders.js"
import type { Spool } from "../spool/Spool.js"
import { FormScanner } from "./FormScanner.js"

/** What a form says, in its order. */
export interface Form {
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>
  readonly files: ReadonlyArray<{
    readonly name: string
    readonly fileName: string
    readonly data: DecodedData
  }>
}

/** Bytes that a form may have beside its files. */
const restLimit = 1024 * 1024

const noForm = badRequest(undefined, "The body is not a whole multipart/form-data")

const tooMuch = new FaxError.TooLarge({
  limit: restLimit,
  detail: `Apart from its files, the form exceeds the limit of ${restLimit} bytes`
})

/** Reads a form while it comes: its files go into a spool, and are never held. */
export const formReader = (spool: Spool, contentType: string) => (): BodyReader<Form> => {
  const fields: Array<{ readonly name: string; readonly value: Array<Buffer> }> = []
  const files: Array<{ readonly name: string; readonly fileName: string; size: number }> = []
  let takes: (bytes: Buffer) => void = () => undefined
  /** Bytes that came and are of no file. */
  let rest = 0

  const scanner = new FormScanner(contentType, {
    onPart: ({ fileName, name }) => {
      if (fileName === undefined) {
        const value: Array<Buffer> = []
        fields.push({ name, value })
        takes = (bytes) => value.push(Buffer.from(bytes))
      } else {
        const file = { name, fileName, size: 0 }
        files.push(file)
        takes = (bytes) => {
          file.size += bytes.length
          rest -= bytes.length
          spool.append(bytes)
        }
      }
    },
    onData: (bytes) => takes(bytes)
  })

  return {
    push: (chunk) => {
      rest += chunk.length
      scanner.push(chunk)
      if (scanner.isMalformed) return noForm
      return rest > restLimit ? tooMuch : undefined
    },
    pause: spool.pause,
    end: async () => {
      const refusal = scanner.isDone ? await spool.end() : noForm
      if (refusal !== undefined) return Either.left(refusal)
      let from = 0
      return Either.right({
        fields: fields.map(({ name, value }) => [name, Buffer.concat(value).toString()] as const),
        files: files.map(({ fileName, name, size }) => {
          const data = new DecodedData(size, spool.read(from, size))
          from += size
          return { name, fileName, data }
        })
      })
    }
  }
}
