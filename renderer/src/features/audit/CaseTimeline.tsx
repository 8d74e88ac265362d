import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, FormattedTime, useIntl } from 'react-intl';
import { problemOf, useServices } from '../../app/services.ts';
import { timelineFacts, timelineTitle, type TimelineEntry } from './log-words.ts';

function Step({ entry }: { readonly entry: TimelineEntry }) {
  const intl = useIntl();
  const facts = timelineFacts(intl, entry);
  return (
    <li className="step">
      <p className="step-title">{timelineTitle(intl, entry)}</p>
      <p className="step-facts">
        <time dateTime={entry.at}>
          <FormattedTime value={entry.at} hour="2-digit" minute="2-digit" second="2-digit" hourCycle="h23" />
        </time>
        {facts === '' ? null : <span>{`, ${facts}`}</span>}
        {', '}
        <FormattedMessage id="audit.entryIndex" values={{ index: entry.index }} />
      </p>
    </li>
  );
}

/** The whole history of one case, in words, oldest first. */
export function CaseTimeline({ caseId }: { readonly caseId: string | null }) {
  const { api } = useServices();
  const history = useQuery({
    queryKey: ['case', caseId],
    queryFn: () => api('log.case', { caseId: caseId ?? '' }),
    enabled: caseId !== null,
  });
  if (caseId === null) {
    return (
      <p className="muted">
        <FormattedMessage id="audit.case.choose" />
      </p>
    );
  }
  if (history.error !== null) {
    return (
      <p className="is-bad">
        <FormattedMessage id="audit.case.failed" /> {problemOf(history.error).message}
      </p>
    );
  }
  if (history.data === undefined) return null;
  return (
    <>
      <h2>
        <FormattedMessage id="audit.case" values={{ code: history.data.code }} />
      </h2>
      <ol className="timeline">
        {history.data.entries.map((entry) => (
          <Step key={entry.index} entry={entry} />
        ))}
      </ol>
    </>
  );
}
