import type { ReactNode } from 'react';
import type { Tone } from './Notice.tsx';

/** A state in a word; the tint only supports it. */
export function StateTag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`state-tag state-tag-${tone}`}>{children}</span>;
}
