import { Later } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Notifications within this process. */
export const localTopics = () => {
  const listeners = new Map<string, Set<() => void>>()
  const of = (topic: string) => {
    const known = listeners.get(topic) ?? new Set<() => void>()
    listeners.set(topic, known)
    return known
  }
  const call = (topic: string) => {
    for (const callback of of(topic)) callback()
  }
  return {
    call,
    notify: (topic: string): Effect.Effect<void> =>
      new Later((done) => {
        call(topic)
        done(Effect.void)
      }),
    onNotify: (topic: string, callback: () => void): Effect.Effect<void, never, Scope.Scope> =>
      Effect.acquireRelease(
        Effect.sync(() => of(topic).add(callback)),
        () => Effect.sync(() => of(topic).delete(callback))
      )
  }
}
