import { inert, PageViewer } from "@faxingcenter/hono-server/ui"
import type { Look } from "../pages/FaxPages.js"
import type { Fax } from "../simulation/Fax.js"
import { Original } from "./Original.js"

interface Props {
  readonly fax: Fax
  /** Absent when this mock has nothing to show pages with. */
  readonly rendering: Look | undefined
}

/** The pages as the recipient gets them, beside the original if that is wanted. */
export const FaxPagesView = ({ fax, rendering }: Props) => {
  if (rendering === undefined) {
    return <p class="empty">Pages cannot be shown here: this mock has no page renderer.</p>
  }
  if (!rendering.ok) {
    return <p class="empty problem">There are no pages to show: {inert(rendering.problem)}</p>
  }
  return (
    <PageViewer
      {...rendering}
      url={`/_mock/faxes/${fax.messageId}/pages`}
      arrived={fax.status === "failed" ? (fax.pages ?? 0) : undefined}
      originals={fax.documents.map((_document, index) => <Original fax={fax} index={index} />)}
    />
  )
}
