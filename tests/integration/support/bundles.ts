import { randomBytes } from 'node:crypto';
import type { Bundle } from '../../../common/domain/bundle.ts';
import type { PolicyCode } from '../../../common/domain/taxonomy.ts';
import { assembleBundle, encodeBundle } from '../../../main/core/intake/assemble-bundle.ts';
import { uuidV7 } from '../../../main/core/intake/uuid.ts';

export interface BundleWish {
  readonly category?: PolicyCode;
  /** Texts of slots ending with 5; even distance from the end is the reported user, odd the reporter. */
  readonly texts?: readonly string[];
  readonly receivedAt?: number;
}

const TEXTS = ['You were late again.', 'I was ill.', 'Nobody believes that.', 'Please stop.', 'You are useless.'];

/** A valid bundle as it travels, with fresh random ids. */
export function makeBundle({ category = 'HARASSMENT', texts = TEXTS, receivedAt = Date.now() }: BundleWish = {}): {
  readonly id: string;
  readonly raw: Uint8Array;
} {
  const subject = randomBytes(16).toString('hex');
  const reporter = randomBytes(16).toString('hex');
  const at = (minutes: number): string => new Date(receivedAt - minutes * 60_000).toISOString();
  const messages: Bundle['messages'] = texts.map((text, index) => {
    const back = texts.length - 1 - index;
    const bySubject = back % 2 === 0;
    return {
      slot: 5 - back,
      author: bySubject ? subject : reporter,
      role: bySubject ? 'subject' : 'reporter',
      type: 'text',
      sentAt: at(back + 2),
      text,
    };
  });
  const id = uuidV7(receivedAt);
  const bundle = assembleBundle({
    bundleId: id,
    receivedAt: at(0),
    parties: {
      reporter,
      subject,
      conversation: { id: randomBytes(16).toString('base64'), kind: 'one_to_one', participants: 2 },
    },
    complaint: {
      category,
      text: '',
      language: 'en',
      consent: { noticeVersion: '2026-1', announced: messages.length, at: at(1) },
    },
    messages,
    metadata: {},
  });
  return { id, raw: encodeBundle(bundle) };
}
