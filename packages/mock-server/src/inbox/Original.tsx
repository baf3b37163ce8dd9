import { inert } from "@faxingcenter/hono-server/ui"
import type { Fax } from "../simulation/Fax.js"
import { originalType } from "./originalType.js"

/** A document as it was sent, where a browser can show it. */
export const Original = ({ fax, index }: { readonly fax: Fax; readonly index: number }) => {
  const document = fax.documents[index]
  if (document === undefined) return null
  const type = originalType(document.bytes)
  const url = `/_mock/ui/faxes/${fax.messageId}/originals/${index}`
  const name = inert(document.fileName)
  return (
    <figure>
      {type === undefined ? (
        <p class="empty">
          A browser cannot show <bdi>{name}</bdi>; it can be downloaded below.
        </p>
      ) : type.startsWith("image/") ? (
        <img src={url} alt={`The original of ${name}`} loading="lazy" />
      ) : (
        <iframe src={url} title={`The original of ${name}`} loading="lazy" />
      )}
      <figcaption>
        <bdi>{name}</bdi>
      </figcaption>
    </figure>
  )
}
