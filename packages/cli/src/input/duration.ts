import * as Duration from "effect/Duration"
import * as Either from "effect/Either"

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000
}

/** Milliseconds of `90s`, `5m`, `2h`, `7d`, `1w`, or `undefined`. */
export const spanMillis = (text: string): number | undefined => {
  const [, count, unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  const size = units[unit]
  return size === undefined ? undefined : Number(count) * size
}

/** A time to wait: `90s`, `5m`, `2h`; a bare number is seconds. */
export const parseDuration = (text: string): Either.Either<Duration.Duration, string> => {
  const millis = spanMillis(/^\d+$/.test(text) ? `${text}s` : text)
  return millis === undefined
    ? Either.left("is not a duration; write it like 90s, 5m or 2h")
    : Either.right(Duration.millis(millis))
}
