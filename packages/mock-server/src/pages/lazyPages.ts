import type { Pages } from "@faxingcenter/pages"
import type * as Layer from "effect/Layer"
import type { FaxPages } from "./FaxPages.js"

/** Pages that are loaded, with their threads, when they are first asked for. */
export interface LazyPages {
  readonly get: () => Promise<FaxPages>
  readonly close: () => Promise<void>
}

export const lazyPages = (layer: Layer.Layer<Pages>): LazyPages => {
  let loaded: Promise<FaxPages> | undefined
  return {
    get: () => {
      loaded ??= import("./FaxPages.js").then(({ makeFaxPages }) => makeFaxPages(layer))
      return loaded
    },
    close: async () => (await loaded)?.close()
  }
}
