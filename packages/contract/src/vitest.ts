import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { afterAll, describe, it } from "vitest"
import { contractCases } from "./cases/index.js"
import { type ContractOptions, describeGaps, gapsOf } from "./report.js"
import type { Services, Target } from "./Target.js"

/**
 * Declares the suite as Vitest tests over one implementation, built once and released at the end.
 * What `supports` does not name is a gap: its cases are skipped, and their titles say why.
 *
 * @example
 * ```ts
 * import type { Services, Target } from "@faxingcenter/contract"
 * import { contract } from "@faxingcenter/contract/vitest"
 * import type { Layer } from "effect"
 *
 * declare const gatewayLayer: Layer.Layer<Services | Target>
 *
 * contract("our gateway", gatewayLayer, { supports: { settle: true, volume: true } })
 * ```
 */
export const contract = <E>(
  name: string,
  layer: Layer.Layer<Services | Target, E>,
  options: ContractOptions
): void => {
  describe(`contract: ${name}`, () => {
    const runtime = ManagedRuntime.make(layer)
    afterAll(() => runtime.dispose())
    for (const contractCase of contractCases) {
      const gaps = gapsOf(contractCase, options)
      if (gaps.length > 0) {
        const reason = `gap: ${describeGaps(gaps)}`
        console.info(`${name}: ${contractCase.name}: ${reason}`)
        it.skip(`${contractCase.name} [${reason}]`, () => {})
      } else {
        it(contractCase.name, () => runtime.runPromise(contractCase.run))
      }
    }
  })
}
