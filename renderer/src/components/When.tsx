import { useIntl } from 'react-intl';
import { timeWords } from '../features/audit/log-words.ts';
import { useNow } from './use-now.ts';

const A_MINUTE = 60_000;

export interface WhenProps {
  readonly at: string;
  readonly withSeconds?: boolean;
  /** It stands inside a sentence, not alone in a column. */
  readonly isInSentence?: boolean;
}

/** A time as people say it, `Today 13:09`; it becomes yesterday by itself. */
export function When({ at, withSeconds = false, isInSentence = false }: WhenProps) {
  const intl = useIntl();
  const now = useNow(A_MINUTE);
  const words = timeWords(intl, at, now, withSeconds);
  return <time dateTime={at}>{isInSentence ? words.charAt(0).toLocaleLowerCase('en') + words.slice(1) : words}</time>;
}
