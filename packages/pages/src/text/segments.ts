/** Segmenting costs more the longer the string is, so long ones are taken in pieces. */
const maxSegmentLength = 1024

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff

/** The segments of a text, one after the other. */
export function* segments(segmenter: Intl.Segmenter, text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + maxSegmentLength, text.length)
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to--
    for (const { segment } of segmenter.segment(text.slice(from, to))) yield segment
    from = to
  }
}
