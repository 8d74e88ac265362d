import { useIntl } from 'react-intl';
import { timeWords } from '../features/audit/log-words.ts';
import { useNow } from './use-now.ts';

const A_MINUTE = 60_000;

/** A time as people say it, `Today 13:09`; it becomes yesterday by itself. */
export function When({ at, withSeconds = false }: { readonly at: string; readonly withSeconds?: boolean }) {
  const intl = useIntl();
  const now = useNow(A_MINUTE);
  return <time dateTime={at}>{timeWords(intl, at, now, withSeconds)}</time>;
}
