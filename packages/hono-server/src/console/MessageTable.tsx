import type { ListedMessage } from "@faxingcenter/gateway/manage"
import { Moment } from "../ui/Moment.js"
import { inert, plural } from "../ui/words.js"
import { base } from "./consoleSite.js"
import { stateLook, stateText } from "./messageWords.js"

/** Milliseconds since 1970, from the front of an id. */
const acceptedAtOf = (id: string): number => Number.parseInt(id.slice(0, 12), 16)

interface Props {
  readonly messages: ReadonlyArray<ListedMessage>
  readonly caption: string
}

/** Messages, a row each. */
export const MessageTable = ({ caption, messages }: Props) => (
  <div class="scroll" tabindex={0}>
    <table class="messages">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">State</th>
          <th scope="col">Calls</th>
          <th scope="col">Client</th>
          <th scope="col">Reference</th>
          <th scope="col">Accepted</th>
        </tr>
      </thead>
      <tbody>
        {messages.map((message) => (
          <tr>
            <th scope="row">
              <a class="fax-link" href={`${base}/messages/${message.id}`}>
                {message.number}
              </a>
            </th>
            <td>
              <span class={`status ${stateLook(message.state, message.reason)}`}>
                {stateText(message.state, message.reason)}
              </span>
              {message.pages === null ? null : ` ${plural(message.pages, "page")}`}
            </td>
            <td>{message.calls}</td>
            <td>
              <bdi>{inert(message.clientName)}</bdi>
            </td>
            <td>
              <bdi>{inert(message.reference ?? "")}</bdi>
            </td>
            <td>
              <Moment at={acceptedAtOf(message.id)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
