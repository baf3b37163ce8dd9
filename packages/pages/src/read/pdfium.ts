import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { Refusal } from "../Refusal.js"

declare global {
  /** The part of WebAssembly that is used here; the library types of Node have none of it. */
  var WebAssembly: {
    readonly Memory: {
      readonly prototype: { readonly buffer: ArrayBuffer; grow: (pages: number) => number }
    }
  }
}

/**
 * PDFium in WebAssembly, one instance a thread. A trap or a lack of memory leaves it in an unknown
 * state, and its memory never shrinks: `isSpent` tells when a thread is better replaced.
 */
let current: Promise<WrappedPdfiumModule> | undefined

let memoryLimit = Number.POSITIVE_INFINITY
let memoryRefused = false

/** WebAssembly memory is outside the limits a worker can be given, so growth is refused here. */
const boundMemory = () => {
  const { prototype } = WebAssembly.Memory
  const { grow } = prototype
  prototype.grow = function (this: typeof prototype, pages: number) {
    if (this.buffer.byteLength + pages * 65_536 > memoryLimit) {
      memoryRefused = true
      throw new RangeError("the memory limit was reached")
    }
    const before = grow.call(this, pages)
    held = this.buffer.byteLength
    return before
  }
}

let bounded = false

const load = async (): Promise<WrappedPdfiumModule> => {
  if (!bounded) boundMemory()
  bounded = true
  const { init } = await import("@embedpdf/pdfium")
  const wasm = await readFile(
    createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm")
  )
  const quiet = () => {}
  const pdfium = await init({
    wasmBinary: Uint8Array.from(wasm).buffer,
    print: quiet,
    printErr: quiet
  })
  pdfium.PDFiumExt_Init()
  return pdfium
}

export const pdfium = (limitBytes: number): Promise<WrappedPdfiumModule> => {
  memoryLimit = limitBytes
  memoryRefused = false
  current ??= load()
  return current
}

let trapped = false
let held = 0

/** An instance that keeps more than this is not worth keeping; an ordinary document takes 20 to 60 MB. */
const worthKeeping = 160 * 1024 * 1024

export const isSpent = (): boolean => trapped || held > worthKeeping

/** Runs a call into PDFium; what it throws means that this instance is lost. */
export const guarded = <A>(what: string, call: () => A): A => {
  try {
    return call()
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    trapped = true
    throw memoryRefused
      ? new Refusal({ _tag: "DocumentTooLarge", limit: "memory", allowed: memoryLimit })
      : new Refusal({ _tag: "DamagedDocument", detail: `${what} is beyond repair` })
  }
}

/** Allocates, or refuses when the memory limit was reached. */
export const allocate = (module: WrappedPdfiumModule, size: number): number => {
  const pointer = module.pdfium.wasmExports.malloc(size)
  if (pointer === 0) {
    throw new Refusal({ _tag: "DocumentTooLarge", limit: "memory", allowed: memoryLimit })
  }
  return pointer
}
