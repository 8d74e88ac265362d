import type { CaseView } from '../../../../common/domain/case-view.ts';
import type { Segment } from '../../../../common/domain/masking.ts';
import { COMPLAINT_SLOT } from './review-state.ts';

/** The next thing a reveal of a slot would show: its veiled text, the details masked in it, or nothing more. */
export type RevealStep = 'text' | 'details' | null;

export function hasMasks(segments: readonly Segment[]): boolean {
  return segments.some(({ kind }) => kind === 'masked');
}

export function nextStep(view: CaseView, slot: number): RevealStep {
  if (slot === COMPLAINT_SLOT) return hasMasks(view.complaint.segments) ? 'details' : null;
  const content = view.messages.find((message) => message.slot === slot)?.content;
  if (content?.kind === 'veiled') return 'text';
  return content?.kind === 'text' && hasMasks(content.segments) ? 'details' : null;
}
