import type { NotScored } from '../../../common/domain/scores.ts';
import type { Bundle } from '../../../common/domain/bundle.ts';
import type { ReadableBundle } from '../classifier/engine.ts';

/** A bundle reduced to what the classifier reads, and why nothing could be read when that is so. */
export interface ScreenedBundle extends ReadableBundle {
  readonly unread: NotScored | null;
}

const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;

/**
 * Whether the model was trained on this script. It read Latin letters only; a number for anything else would be made
 * up. Disguised Latin words keep enough Latin letters to pass.
 */
function readableScript(text: string): boolean {
  const letters = text.match(LETTER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  return letters === 0 || latin * 2 >= letters;
}

export function readableBundle(bundle: Bundle): ScreenedBundle {
  const texts = bundle.messages.filter((message) => message.type === 'text');
  const readable = new Set(texts.filter((message) => readableScript(message.text)));
  const unread = readable.size > 0 ? null : texts.length > 0 ? 'script' : 'no_text';
  return {
    bundleId: bundle.header.bundleId,
    unread,
    messages: bundle.messages.map((message) => ({
      slot: message.slot,
      role: message.role,
      text: message.type === 'text' && readable.has(message) ? message.text : null,
    })),
  };
}
