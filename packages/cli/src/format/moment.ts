interface Moment {
  readonly epochMillis: number
}

/** For programs: in UTC, to the second, as the service counts. */
export const utc = ({ epochMillis }: Moment): string =>
  new Date(epochMillis).toISOString().replace(/\.\d+Z$/, "Z")

const two = (number: number) => String(Math.trunc(Math.abs(number))).padStart(2, "0")

/** For people: in their own time, with its offset, `2014-04-08 17:26:25 -04:00`. */
export const local = ({ epochMillis }: Moment): string => {
  const date = new Date(epochMillis)
  const offset = -date.getTimezoneOffset()
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-")
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")
  return `${day} ${time} ${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`
}

/** The same of a moment that is written for programs. */
export const localOf = (written: string): string => local({ epochMillis: Date.parse(written) })
