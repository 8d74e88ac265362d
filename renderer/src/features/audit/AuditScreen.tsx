import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Screen } from '../../app/Screen.tsx';
import { ScreenRail } from '../../app/ScreenRail.tsx';
import { useLogHealth } from '../../app/overview.ts';
import { problemOf } from '../../app/services.ts';
import { CommandButton } from '../../components/CommandButton.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useCommandHandlers } from '../../use-commands.ts';
import { useReview } from '../review/use-review.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditTable, type LogRow } from './AuditTable.tsx';
import { isFiltered, type AuditSearch } from './audit-search.ts';
import { CaseTimeline } from './CaseTimeline.tsx';
import { ProofBanner } from './ProofBanner.tsx';
import { CHECKED_UNASKED, useLog, useProof, type LogList } from './use-log.ts';

const route = getRouteApi('/audit');

function Entries(props: {
  readonly log: LogList;
  readonly search: AuditSearch;
  readonly selected: LogRow | null;
  readonly onSelect: (row: LogRow) => void;
}) {
  const { log, search, selected, onSelect } = props;
  if (log.error !== null) {
    return (
      <Notice tone="bad" role="alert">
        <FormattedMessage id="audit.failed" /> {problemOf(log.error).message}
      </Notice>
    );
  }
  if (log.total === 0) {
    return (
      <p className="log-empty">
        <FormattedMessage id={isFiltered(search) ? 'audit.none' : 'audit.noneYet'} />
      </p>
    );
  }
  return (
    <AuditTable
      rows={log.rows}
      total={log.total ?? 0}
      showsDecisions={(search.kind ?? 'decisions') === 'decisions'}
      selected={selected?.index ?? null}
      onSelect={onSelect}
      onNearEnd={log.loadMore}
    />
  );
}

/** The trail: proof that it is whole, then its entries, then the history of one case. */
export function AuditScreen() {
  const intl = useIntl();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [selected, setSelected] = useState<LogRow | null>(null);
  const log = useLog(search);
  const { connected } = useReview().state;
  const isDamaged = useLogHealth() === 'damaged';
  const isLong = log.total !== null && log.total > CHECKED_UNASKED;
  const proof = useProof(isDamaged || (log.total !== null && !isLong));
  const { refetch } = proof;
  const { refresh } = log;
  const handlers = useMemo(
    () => ({
      'audit.verify': { run: () => void refetch(), enabled: connected && !proof.isFetching },
      'audit.refresh': { run: refresh, enabled: connected },
    }),
    [refetch, refresh, proof.isFetching, connected],
  );
  useCommandHandlers(handlers);
  const actors = useMemo(() => [...new Set(log.rows.map(({ actor }) => actor))].sort(), [log.rows]);
  const showsDecisions = (search.kind ?? 'decisions') === 'decisions';

  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <div className="audit">
          <header className="screen-head">
            <h1>
              <FormattedMessage id="audit.title" />
            </h1>
            {proof.data === undefined ? null : (
              <span className="muted">
                <FormattedMessage id="audit.entriesChecked" values={{ count: proof.data.size }} />
              </span>
            )}
            <div className="screen-actions">
              <CommandButton command="audit.refresh">
                <FormattedMessage id="audit.refresh" />
              </CommandButton>
              <CommandButton command="audit.verify" className="button button-main">
                <FormattedMessage id="audit.verify" />
              </CommandButton>
            </div>
          </header>
          <ProofBanner proof={proof} isDamaged={isDamaged} isLong={isLong} isConnected={connected} />
          <div className="filter-line">
            <AuditFilters
              search={search}
              actors={actors}
              onSearch={(next) => {
                setSelected(null);
                void navigate({ search: next, replace: true });
              }}
            />
            <span className="muted" role="status">
              {log.total === null ? null : (
                <FormattedMessage
                  id={showsDecisions ? 'audit.count.decisions' : 'audit.entries'}
                  values={{ count: log.total - (showsDecisions ? log.takenBack : 0), takenBack: log.takenBack }}
                />
              )}
            </span>
          </div>
          <div className="audit-columns">
            <div className="card log-card">
              <Entries log={log} search={search} selected={selected} onSelect={setSelected} />
            </div>
            <section className="card history" aria-label={intl.formatMessage({ id: 'audit.column.case' })}>
              {selected !== null && selected.caseId === null ? (
                <p className="muted">
                  <FormattedMessage id="audit.case.noCase" />
                </p>
              ) : (
                <CaseTimeline caseId={selected?.caseId ?? null} />
              )}
            </section>
          </div>
        </div>
      }
    />
  );
}
