/** What a masked piece of text is, as far as its form tells. */
export const MASKED = ['name', 'number', 'link', 'email', 'place', 'account'] as const;
export type Masked = (typeof MASKED)[number];

/** A range of a text that is not shown before it is revealed: UTF-16 offsets, `end` excluded. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  readonly what: Masked;
}

/** A piece of a message as a window may show it. `characters` counts UTF-16 units, as a veiled message does. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'masked'; readonly what: Masked; readonly characters: number };

/**
 * Cuts a text at its masks. The pieces have the length of the text together; a masked one carries nothing but its kind
 * and length.
 * @param masks sorted and apart from each other, as the masking of the core returns them
 */
export function segmentsOf(text: string, masks: readonly Mask[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end, what } of masks) {
    if (start > at) segments.push({ kind: 'text', text: text.slice(at, start) });
    segments.push({ kind: 'masked', what, characters: end - start });
    at = end;
  }
  if (at < text.length) segments.push({ kind: 'text', text: text.slice(at) });
  return segments;
}
