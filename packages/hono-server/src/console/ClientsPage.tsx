import type { ApiClient } from "@faxingcenter/gateway"
import { mayDo, type OperatorSession } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Moment } from "../ui/Moment.js"
import { inert } from "../ui/words.js"
import { ConsoleForm } from "./ConsoleForm.js"
import { base } from "./consoleSite.js"

/** Credentials that were just made, which are shown once. */
export interface ShownCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

interface Props {
  readonly clients: ReadonlyArray<ApiClient>
  readonly session: OperatorSession
  readonly made: ShownCredentials | undefined
}

/** The programs that may send, and for an admin the forms that manage them. */
export const ClientsPage = ({ clients, made, session }: Props) => {
  const isAdmin = mayDo(session.role, "admin")
  const action = `${base}/clients`
  return (
    <div class="board">
      <h2>Clients</h2>
      {made === undefined ? null : (
        <section class="credentials" role="status" aria-label="New credentials">
          <p>Copy the secret now: it is not shown again.</p>
          <dl class="grid">
            <div class="long">
              <dt>Client id</dt>
              <dd>
                <code>{made.clientId}</code>
              </dd>
            </div>
            <div class="long">
              <dt>Client secret</dt>
              <dd>
                <code>{made.clientSecret}</code>
              </dd>
            </div>
          </dl>
        </section>
      )}
      {isAdmin ? (
        <ConsoleForm session={session} action={action} back={action} class="row">
          <label>
            <span>Name</span>
            <input type="text" name="name" required maxlength={100} />
          </label>
          <label>
            <span>Requests a minute (empty: no limit)</span>
            <input type="number" name="perMinute" min={1} max={1_000_000} />
          </label>
          <button type="submit" name="do" value="add">
            Add client
          </button>
        </ConsoleForm>
      ) : null}
      <div class="scroll" tabindex={0}>
        <table>
          <caption class="hidden">Clients of this gateway</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Client id</th>
              <th scope="col">Requests a minute</th>
              <th scope="col">Since</th>
              <th scope="col">{isAdmin ? "Access" : "Revoked"}</th>
            </tr>
          </thead>
          <tbody>
            {clients.map(({ clientId, createdAt, name, perMinute, revokedAt }) => (
              <tr>
                <th scope="row">
                  <bdi>{inert(name)}</bdi>
                </th>
                <td>
                  <code>{clientId}</code>
                </td>
                <td>
                  {isAdmin && revokedAt === undefined ? (
                    <ConsoleForm session={session} action={action} back={action} class="row">
                      <input type="hidden" name="client" value={clientId} />
                      <input
                        type="number"
                        name="perMinute"
                        min={1}
                        max={1_000_000}
                        value={perMinute}
                        placeholder="no limit"
                        aria-label={`Requests a minute of ${inert(name)}; empty: no limit`}
                      />
                      <button type="submit" name="do" value="limit">
                        Set<span class="hidden"> the limit of {inert(name)}</span>
                      </button>
                    </ConsoleForm>
                  ) : (
                    (perMinute ?? "no limit")
                  )}
                </td>
                <td>
                  <Moment at={DateTime.toEpochMillis(createdAt)} />
                </td>
                <td>
                  {revokedAt !== undefined ? (
                    <>
                      revoked <Moment at={DateTime.toEpochMillis(revokedAt)} />
                    </>
                  ) : isAdmin ? (
                    <ConsoleForm session={session} action={action} back={action} class="row">
                      <input type="hidden" name="client" value={clientId} />
                      <button type="submit" name="do" value="rotate">
                        New secret<span class="hidden"> for {inert(name)}</span>
                      </button>
                      <button type="submit" name="do" value="revoke">
                        Revoke<span class="hidden"> {inert(name)}</span>
                      </button>
                    </ConsoleForm>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
