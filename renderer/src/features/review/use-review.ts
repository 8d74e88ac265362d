import { useSyncExternalStore } from 'react';
import { useServices } from '../../app/services.ts';
import type { ReviewSession } from './review-session.ts';
import type { ReviewState } from './review-state.ts';

/** The window's review session and its present state. */
export function useReview(): { readonly session: ReviewSession; readonly state: ReviewState } {
  const { review } = useServices();
  return { session: review, state: useSyncExternalStore(review.subscribe, review.getState) };
}
