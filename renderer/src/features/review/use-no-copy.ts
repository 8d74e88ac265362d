import { useEffect } from 'react';
import type { ReviewSession } from './review-session.ts';

const SEALED = '[data-sealed]';

function touchesSealedText(): boolean {
  if (document.activeElement?.querySelector(SEALED) != null) return true;
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed) return false;
  return [...document.querySelectorAll(SEALED)].some((element) => selection.containsNode(element, true));
}

/**
 * Messages and complaints are read here and not carried elsewhere: copying and dragging them is refused. The style
 * sheet keeps them out of selections; this is for what reaches them all the same, and says so.
 */
export function useNoCopy(session: ReviewSession): void {
  useEffect(() => {
    const refuse = (event: Event): void => {
      const isDrag = event.type === 'dragstart';
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (isTyping || !touchesSealedText()) return;
      event.preventDefault();
      if (!isDrag) session.refuseCopy();
    };
    const types = ['copy', 'cut', 'dragstart'] as const;
    for (const type of types) document.addEventListener(type, refuse);
    return () => {
      for (const type of types) document.removeEventListener(type, refuse);
    };
  }, [session]);
}
