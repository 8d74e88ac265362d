import type { ReactNode } from 'react';

/** The `<b>` of messages that set one figure or word apart. */
export const bold = {
  b: (chunks: ReactNode[]): ReactNode => <strong>{chunks}</strong>,
};
