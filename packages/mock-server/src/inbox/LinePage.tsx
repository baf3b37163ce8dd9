import { inert, Moment } from "@faxingcenter/hono-server/ui"
import type { Scenario } from "../scenario/Scenario.js"
import { presets, scenarioText } from "./presets.js"

interface Props {
  readonly clients: ReadonlyArray<{
    /** Empty for everybody. */
    readonly client: string
    readonly now: number
    readonly isFrozen: boolean
  }>
  readonly scenarios: ReadonlyArray<Scenario>
}

const steps = ["1 minute", "10 minutes", "1 hour", "1 day"]

const Act = ({
  action,
  does,
  fields = {},
  label
}: {
  readonly action: string
  readonly does: string
  readonly fields?: Readonly<Record<string, string>>
  readonly label: string
}) => (
  <form method="post" action={action}>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" name="do" value={does}>
      {label}
    </button>
  </form>
)

/** The clocks of the mock and what it makes go wrong, to be changed by hand. */
export const LinePage = ({ clients, scenarios }: Props) => (
  <div class="board">
    <h2>Clock and faults</h2>
    <section id="clocks" data-live data-stay aria-labelledby="clocks-title">
      <h3 id="clocks-title">Clocks</h3>
      <p class="facts">
        Every client has a clock. When you move it on, everything due in between happens: calls are
        made, faxes arrive, tokens expire.
      </p>
      <ul class="cards">
        {clients.map(({ client, isFrozen, now }) => (
          <li>
            <h4>{client === "" ? "Everybody" : inert(client)}</h4>
            <div class="row">
              <span>
                <Moment at={now} />
                {isFrozen ? ", stopped" : ""}
              </span>
              {steps.map((by) => (
                <Act
                  action="/_mock/ui/clock"
                  does="advance"
                  fields={{ client, by }}
                  label={`+ ${by}`}
                />
              ))}
              <Act
                action="/_mock/ui/clock"
                does={isFrozen ? "unfreeze" : "freeze"}
                fields={{ client }}
                label={isFrozen ? "Start" : "Stop"}
              />
              <Act
                action="/_mock/ui/clock"
                does="end"
                fields={{ client }}
                label="Until all faxes have ended"
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
    <section id="faults" data-live data-stay aria-labelledby="faults-title">
      <h3 id="faults-title">Faults</h3>
      {scenarios.length === 0 ? (
        <p class="facts">No faults, apart from those of the test numbers.</p>
      ) : (
        <>
          <ol>
            {scenarios.map((scenario, index) => (
              <li>
                <div class="row">
                  <code>{inert(scenarioText(scenario))}</code>
                  <Act
                    action="/_mock/ui/faults"
                    does="remove"
                    fields={{ index: String(index) }}
                    label={`Remove ${index + 1}`}
                  />
                </div>
              </li>
            ))}
          </ol>
          <Act action="/_mock/ui/faults" does="clear" label="Remove all faults" />
        </>
      )}
    </section>
    <section data-stay aria-labelledby="more-title">
      <h3 id="more-title">Add a fault, for every client</h3>
      <form method="post" action="/_mock/ui/faults" class="row">
        <label>
          <span>Fault</span>
          <select name="preset" id="preset">
            {presets.map(({ name }, index) => (
              <option value={String(index)}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" name="do" value="add">
          Add
        </button>
      </form>
    </section>
  </div>
)
