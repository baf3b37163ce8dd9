/** One thing that the gateway needs, and how it is. */
export interface Check {
  readonly name: string
  readonly isOk: boolean
  readonly detail: string
}

/** Whether the gateway has all that it needs. */
export const HealthPage = ({ checks }: { readonly checks: ReadonlyArray<Check> }) => (
  <div class="board">
    <h2>Health</h2>
    <section id="checks" data-live aria-label="Checks">
      <ul class="checks">
        {checks.map(({ detail, isOk, name }) => (
          <li>
            <span class={`status ${isOk ? "delivered" : "failed"}`}>{isOk ? "OK" : "Trouble"}</span>{" "}
            <strong>{name}</strong> {detail}
          </li>
        ))}
      </ul>
    </section>
  </div>
)
