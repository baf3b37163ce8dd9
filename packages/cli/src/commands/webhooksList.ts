import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { localOf } from "../format/moment.js"
import { present } from "../format/present.js"
import { table } from "../format/table.js"
import { WebhookDeliveries, WebhookList } from "../gateway/answers.js"
import { gatewayOf } from "../gateway/gatewayClient.js"
import { profileFlag } from "../settings/connection.js"
import { print, printJson, tell } from "../terminal/output.js"

const deliveries = Flag.toggle("deliveries", {
  summary: "List the latest 100 posts and their results instead"
})

const outcomeOf = (post: (typeof WebhookDeliveries.Type)["deliveries"][number]): string => {
  if (post.deliveredAt !== null) return `delivered ${localOf(post.deliveredAt)}`
  return post.nextAt === null ? "given up" : `tried again ${localOf(post.nextAt)}`
}

export const webhooksList = defineCommand({
  name: "webhooks list",
  summary: "List the webhooks of a gateway, or its latest posts",
  flags: { deliveries, profile: profileFlag, json: jsonFlag },
  examples: [
    { line: "fax webhooks list", does: "All webhooks" },
    { line: "fax webhooks list --deliveries", does: "What did not arrive, and why" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const gateway = yield* gatewayOf(given.profile)
      if (given.deliveries) {
        const found = yield* gateway.ask(WebhookDeliveries, routes.gateway.webhookPosts)
        if (given.json) yield* printJson({ deliveries: found.deliveries.map(present) })
        else if (found.deliveries.length === 0) yield* tell("Nothing has been posted yet\n")
        else {
          yield* print(
            table(
              ["POSTED", "TRIES", "LAST", "OUTCOME", "URL", "POST"],
              found.deliveries.map((post) => [
                localOf(post.createdAt),
                String(post.tries),
                String(post.lastStatus ?? post.lastDetail ?? "-"),
                outcomeOf(post),
                post.url,
                post.id
              ])
            )
          )
        }
        return exitCodes.ok
      }
      const found = yield* gateway.ask(WebhookList, routes.gateway.listWebhooks)
      if (given.json) yield* printJson({ webhooks: found.webhooks.map(present) })
      else if (found.webhooks.length === 0) yield* tell("No webhooks; fax webhooks add makes one\n")
      else {
        yield* print(
          table(
            ["WEBHOOK", "URL", "TELLS", "SINCE"],
            found.webhooks.map(({ createdAt, goneAt, id, types, url }) => [
              id,
              url,
              goneAt === null ? types.join(", ") : `none: removed ${localOf(goneAt)}`,
              localOf(createdAt)
            ])
          )
        )
      }
      return exitCodes.ok
    })
})
