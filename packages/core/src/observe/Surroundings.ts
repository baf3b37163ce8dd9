import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import type * as MetricLabel from "effect/MetricLabel"
import { AnswerLimit } from "../node/AnswerLimit.js"
import { isTraced } from "./traced.js"

/** What of a fiber counts for a call: the call itself may then be made by plain functions. */
export interface Surroundings {
  readonly clock: Clock.Clock
  /** See `AnswerLimit`. */
  readonly answerLimit: number
  readonly metricLabels: ReadonlyArray<MetricLabel.MetricLabel>
  readonly isTraced: boolean
}

export const surroundingsOf = (fiber: Fiber.RuntimeFiber<unknown, unknown>): Surroundings => ({
  clock: Context.get(fiber.currentDefaultServices, Clock.Clock),
  answerLimit: Context.get(fiber.currentContext, AnswerLimit),
  metricLabels: fiber.getFiberRef(FiberRef.currentMetricLabels),
  isTraced: isTraced(fiber.currentTracer)
})
