// Draws the samples of a soak: three small charts above each other, in the colours of the reader's page.
const width = 720
const left = 64
const right = 16
const height = 120
const gap = 36

const panels = [
  { name: "Memory (MB resident)", of: ({ megabytes }) => megabytes },
  { name: "Open handles", of: ({ handles }) => handles },
  { name: "Parts of documents stored (kept for 3 minutes)", of: ({ contents }) => contents }
]

const style = `
  text { font: 12px system-ui, sans-serif; fill: #57534e }
  .name { font-weight: 600; fill: #1c1917 }
  .grid { stroke: #e7e5e4 }
  .line { fill: none; stroke: #2563eb; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #a8a29e }
    .name { fill: #fafaf9 }
    .grid { stroke: #44403c }
    .line { stroke: #60a5fa }
  }`

/** The next 1, 2 or 5 times a power of ten. */
const roundUp = (value) => {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= value) ?? value
}

const panel = (samples, { name, of }, place) => {
  const top = place * (height + gap) + 24
  const most = roundUp(Math.max(...samples.map(of)))
  const last = samples.at(-1)?.minute ?? 1
  const x = ({ minute }) => left + (minute / last) * (width - left - right)
  const y = (value) => top + height - (value / most) * height
  const points = samples.map((one) => `${x(one).toFixed(1)},${y(of(one)).toFixed(1)}`).join(" ")
  const grid = [0, 0.5, 1]
    .map((part) => part * most)
    .map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${value}</text>`
    )
    .join("")
  return `<text class="name" x="${left}" y="${top - 8}">${name}</text>${grid}<polyline class="line" points="${points}"/>`
}

/** An SVG of what was measured. */
export const soakChart = (samples, { accepted, minutes }) => {
  const tall = panels.length * (height + gap) + 40
  const drawn = panels.map((one, place) => panel(samples, one, place)).join("\n")
  const title = `${minutes} minutes of mixed load with faults, ${accepted} faxes accepted`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${style}</style>
${drawn}
<text x="${left}" y="${tall - 12}">0</text><text x="${width - right}" y="${tall - 12}" text-anchor="end">${minutes} minutes; the process was killed and started again after ${minutes / 10}</text>
</svg>
`
}
