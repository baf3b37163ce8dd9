import type { Overview } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"

const width = 24
const height = 100

const parts = [
  ["failed", "failed"],
  ["delivered", "delivered"],
  ["processing", "in progress"]
] as const

/** Faxes of each hour of the last day as stacked bars, and the same as a table for who does not see them. */
export const HourPlot = ({ hours }: { readonly hours: Overview["hours"] }) => {
  const totals = hours.map((hour) => hour.processing + hour.delivered + hour.failed)
  const highest = Math.max(1, ...totals)
  const title = (hour: Overview["hours"][number]) =>
    `${DateTime.formatIso(hour.start).slice(11, 16)} UTC: ${hour.delivered} delivered, ${hour.failed} failed, ${hour.processing} in progress`
  return (
    <figure class="plot">
      <svg
        viewBox={`0 0 ${Math.max(1, hours.length) * width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Faxes accepted in each of the last ${hours.length} hours, at most ${highest}`}
      >
        {hours.map((hour, at) => {
          let below = 0
          return (
            <g>
              <title>{title(hour)}</title>
              {parts.map(([part]) => {
                const tall = (hour[part] / highest) * height
                below += tall
                return tall === 0 ? null : (
                  <rect
                    class={part}
                    x={at * width + 2}
                    y={height - below}
                    width={width - 4}
                    height={tall}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <figcaption>
        {parts.map(([part, name]) => (
          <span class={`key ${part}`}>{name}</span>
        ))}
      </figcaption>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              <th scope="col">Delivered</th>
              <th scope="col">Failed</th>
              <th scope="col">In progress</th>
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => (
              <tr>
                <th scope="row">
                  <time datetime={DateTime.formatIso(hour.start)}>
                    {DateTime.formatIso(hour.start).slice(0, 16).replace("T", " ")} UTC
                  </time>
                </th>
                <td>{hour.delivered}</td>
                <td>{hour.failed}</td>
                <td>{hour.processing}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
