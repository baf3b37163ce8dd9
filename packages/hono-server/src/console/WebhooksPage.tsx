import type { ApiClient, Webhook, WebhookPost } from "@faxingcenter/gateway"
import { mayDo, type OperatorSession } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import { Moment as EpochMoment } from "../ui/Moment.js"
import { inert } from "../ui/words.js"
import { ConsoleForm } from "./ConsoleForm.js"
import { base } from "./consoleSite.js"

interface Props {
  readonly clients: ReadonlyArray<ApiClient>
  readonly client: string
  readonly webhooks: ReadonlyArray<Webhook>
  readonly posts: ReadonlyArray<WebhookPost>
  readonly session: OperatorSession
  /** What came of what was just asked for; with a secret that is shown once. */
  readonly done: ShownDone | undefined
}

/** What is said after a form. */
export interface ShownDone {
  readonly text: string
  readonly secret?: string
}

const Moment = ({ at }: { readonly at: DateTime.Utc | null }) =>
  at === null ? null : <EpochMoment at={DateTime.toEpochMillis(at)} />

/** The webhooks of a client, and what came of the newest posts. */
export const WebhooksPage = ({ client, clients, done, posts, session, webhooks }: Props) => {
  const back = `${base}/webhooks?client=${encodeURIComponent(client)}`
  const isOperator = mayDo(session.role, "operator")
  return (
    <div class="board">
      <h2>Webhooks</h2>
      <search>
        <form class="filters row" action={`${base}/webhooks`} method="get">
          <label>
            <span>Client</span>
            <select name="client">
              {clients.map(({ clientId, name }) => (
                <option value={clientId} selected={clientId === client}>
                  {inert(name)}
                </option>
              ))}
            </select>
          </label>
          <button type="submit">Show</button>
        </form>
      </search>
      {done === undefined ? null : (
        <section class="credentials" role="status" aria-label="Result">
          <p>{inert(done.text)}</p>
          {done.secret === undefined ? null : (
            <p>
              Secret, to verify signatures with: <code>{done.secret}</code>
            </p>
          )}
        </section>
      )}
      <section aria-labelledby="places-title">
        <h3 id="places-title">Places</h3>
        {isOperator && clients.length > 0 ? (
          <ConsoleForm session={session} action={`${base}/webhooks`} back={back} class="row">
            <input type="hidden" name="client" value={client} />
            <label>
              <span>URL</span>
              <input type="url" name="url" required maxlength={2000} />
            </label>
            <label>
              <span>Events</span>
              <select name="ends">
                <option value="ends">Delivered and failed</option>
                <option value="all">All</option>
              </select>
            </label>
            <button type="submit" name="do" value="add">
              Add webhook
            </button>
          </ConsoleForm>
        ) : null}
        {webhooks.length === 0 ? <p class="empty">This client has no webhook.</p> : null}
        <ul class="holds">
          {webhooks.map(({ goneAt, id, types, url }) => (
            <li>
              <code>{inert(url)}</code> {types.join(", ")}
              {goneAt === null ? null : (
                <span class="problem">
                  {" "}
                  answered 410 at <Moment at={goneAt} />: nothing is sent there
                </span>
              )}
              {isOperator ? (
                <ConsoleForm session={session} action={`${base}/webhooks`} back={back}>
                  <input type="hidden" name="client" value={client} />
                  <input type="hidden" name="webhook" value={id} />
                  <button type="submit" name="do" value="test">
                    Test<span class="hidden"> {inert(url)}</span>
                  </button>
                  <button type="submit" name="do" value="remove">
                    Remove<span class="hidden"> {inert(url)}</span>
                  </button>
                </ConsoleForm>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <section id="posts" data-live aria-labelledby="posts-title">
        <h3 id="posts-title">Newest deliveries</h3>
        <div class="scroll" tabindex={0}>
          <table>
            <caption class="hidden">The newest 100 posts of this client's webhooks</caption>
            <thead>
              <tr>
                <th scope="col">Created</th>
                <th scope="col">Fax</th>
                <th scope="col">To</th>
                <th scope="col">Tries</th>
                <th scope="col">Delivered</th>
                <th scope="col">Last answer</th>
                {isOperator ? <th scope="col">Again</th> : null}
              </tr>
            </thead>
            <tbody>
              {posts.map((post) => (
                <tr>
                  <td>
                    <Moment at={post.createdAt} />
                  </td>
                  <td>
                    <a href={`${base}/messages/${post.messageId}`}>{post.messageId.slice(0, 12)}</a>
                  </td>
                  <td>
                    <code>{inert(post.url)}</code>
                  </td>
                  <td>{post.tries}</td>
                  <td>
                    <Moment at={post.deliveredAt} />
                  </td>
                  <td>
                    {post.lastStatus} {inert(post.lastDetail ?? "")}
                  </td>
                  {isOperator ? (
                    <td>
                      <ConsoleForm session={session} action={`${base}/webhooks`} back={back}>
                        <input type="hidden" name="client" value={client} />
                        <input type="hidden" name="post" value={String(post.id)} />
                        <button type="submit" name="do" value="replay">
                          Replay<span class="hidden"> {post.event}</span>
                        </button>
                      </ConsoleForm>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </div>
  )
}
