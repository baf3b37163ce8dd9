import type { Chart } from "../Benchmark.js"

const width = 720
const height = 360
const left = 64
const right = 20
const top = 48
const bottom = 48

const themes = {
  light: { ink: "#1f2933", faint: "#d9dee3", lines: ["#0b6bcb", "#c2410c", "#15803d", "#7e22ce"] },
  dark: { ink: "#e6edf3", faint: "#30363d", lines: ["#58a6ff", "#f0883e", "#3fb950", "#d2a8ff"] }
} as const

export type Theme = keyof typeof themes

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)

const short = (value: number): string => {
  if (value >= 1e6) return `${value / 1e6}M`
  if (value >= 1e3) return `${value / 1e3}k`
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toPrecision(2)
}

/** The powers of ten from the first at or below to the first at or above. */
const decades = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  const from = Math.floor(Math.log10(Math.min(...values)))
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))))
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))
}

/** Lines over two logarithmic axes, so that a knee shows wherever it is. */
export const chartOf = ({ lines, title, x, y }: Chart, theme: Theme): string => {
  const { faint, ink, lines: colours } = themes[theme]
  const points = lines.flatMap((line) => line.points)
  const xs = decades(points.map(([value]) => Math.max(1, value)))
  const ys = decades(points.map(([, value]) => value))
  const place = (value: number, ticks: ReadonlyArray<number>): number => {
    const [first = 1] = ticks
    const last = ticks.at(-1) ?? 10
    return Math.log10(Math.max(first, value) / first) / Math.log10(last / first)
  }
  const atX = (value: number) => left + place(value, xs) * (width - left - right)
  const atY = (value: number) => height - bottom - place(value, ys) * (height - top - bottom)
  const text = (tx: number, ty: number, content: string, more = "") =>
    `<text x="${tx.toFixed(1)}" y="${ty.toFixed(1)}" ${more}>${escaped(content)}</text>`
  const grid = [
    ...xs.map(
      (tick) =>
        `<path d="M${atX(tick).toFixed(1)} ${top}V${height - bottom}" stroke="${faint}"/>${text(atX(tick), height - bottom + 18, short(tick), 'text-anchor="middle"')}`
    ),
    ...ys.map(
      (tick) =>
        `<path d="M${left} ${atY(tick).toFixed(1)}H${width - right}" stroke="${faint}"/>${text(left - 8, atY(tick) + 4, short(tick), 'text-anchor="end"')}`
    )
  ]
  const drawn = lines.map(({ name, points: own }, index) => {
    const colour = colours[index % colours.length]
    const path = own.map(([px, py]) => `${atX(px).toFixed(1)} ${atY(py).toFixed(1)}`).join("L")
    const dots = own
      .map(
        ([px, py]) =>
          `<circle cx="${atX(px).toFixed(1)}" cy="${atY(py).toFixed(1)}" r="3" fill="${colour}"/>`
      )
      .join("")
    const legend = `<path d="M${left + 12 + index * 170} ${top - 12}h18" stroke="${colour}" stroke-width="2"/>${text(left + 36 + index * 170, top - 8, name)}`
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${legend}`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">`,
    text(left, 20, title, 'font-size="14" font-weight="600"'),
    ...grid,
    text(width - right, height - 8, x, 'text-anchor="end"'),
    text(8, top - 8, y),
    ...drawn,
    "</svg>",
    ""
  ].join("\n")
}
