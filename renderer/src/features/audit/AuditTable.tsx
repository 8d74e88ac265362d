import { useEffect, useMemo, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useIntl, type IntlShape } from 'react-intl';
import { caseCode } from '../../../../common/domain/case-view.ts';
import { findSubPolicy } from '../../../../common/domain/taxonomy.ts';
import type { ContractTypes } from '../../../../common/contract.ts';
import type { MessageId } from '../../i18n.ts';
import { handsOnWords } from '../../components/duration-words.ts';
import { policyName } from '../../components/policy-words.ts';
import { codeWords, entryWords, modelWords, timeWords } from './log-words.ts';

export type LogRow = ContractTypes['log.search']['output']['rows'][number];

const ROW_HEIGHT = 34;
/** Rows before the end at which older ones are asked for. */
const LOAD_AHEAD = 20;

interface Column {
  readonly id: string;
  readonly title: MessageId;
  readonly cell: (row: LogRow, intl: IntlShape, now: number) => string;
}

const WHEN: Column = { id: 'at', title: 'audit.column.time', cell: (row, intl, now) => timeWords(intl, row.at, now) };
const CASE: Column = {
  id: 'case',
  title: 'audit.column.case',
  cell: (row) => (row.caseId === null ? '' : caseCode(row.caseId)),
};
const BY: Column = { id: 'by', title: 'audit.column.by', cell: (row) => row.actor };

const POLICY: Column = {
  id: 'policy',
  title: 'audit.column.policy',
  cell: ({ policy }, intl) => (policy === null ? '' : (findSubPolicy(policy)?.policy.name ?? policyName(intl, policy))),
};

const DECISION_COLUMNS: readonly Column[] = [
  { ...WHEN, title: 'audit.column.at' },
  CASE,
  {
    id: 'state',
    title: 'audit.column.state',
    cell: ({ standing }, intl) => (standing === null ? '' : intl.formatMessage({ id: `standing.${standing}` })),
  },
  { id: 'finding', title: 'audit.column.finding', cell: (row, intl) => codeWords(intl, 'finding', row.finding) },
  POLICY,
  { id: 'action', title: 'audit.column.action', cell: (row, intl) => codeWords(intl, 'action', row.action) },
  BY,
  { id: 'model', title: 'audit.column.model', cell: (row, intl) => modelWords(intl, row.label, row.band) },
  {
    id: 'handsOn',
    title: 'audit.column.handsOn',
    cell: (row, intl) => (row.handsOnMs === null ? '' : handsOnWords(intl, row.handsOnMs)),
  },
];

const ENTRY_COLUMNS: readonly Column[] = [
  { id: 'index', title: 'audit.column.index', cell: (row, intl) => intl.formatNumber(row.index) },
  { ...WHEN, cell: (row, intl, now) => timeWords(intl, row.at, now, true) },
  { id: 'what', title: 'audit.column.what', cell: (row, intl) => entryWords(intl, row) },
  CASE,
  POLICY,
  BY,
];

/** Whether the model's advice and the person's finding point the same way; undefined where that cannot be said. */
function agreement({ band, finding, standing }: LogRow): 'agreed' | 'disagreed' | undefined {
  if (standing === 'taken_back') return undefined;
  if (band === null || (finding !== 'violation' && finding !== 'no_violation')) return undefined;
  return (band !== 'unlikely') === (finding === 'violation') ? 'agreed' : 'disagreed';
}

export interface AuditTableProps {
  readonly rows: readonly LogRow[];
  readonly total: number;
  readonly showsDecisions: boolean;
  readonly selected: number | null;
  readonly onSelect: (row: LogRow) => void;
  readonly onNearEnd: () => void;
}

/** The entries, newest first. Only the rows in sight are in the page; arrow keys move through all of them. */
export function AuditTable(props: AuditTableProps) {
  const { rows, total, showsDecisions, selected, onSelect, onNearEnd } = props;
  const intl = useIntl();
  const scroller = useRef<HTMLDivElement>(null);
  const columns = showsDecisions ? DECISION_COLUMNS : ENTRY_COLUMNS;
  const now = useMemo(() => (rows.length === 0 ? 0 : Date.now()), [rows]);
  // The virtualizer's functions change without their identity changing; this component is never memoised for that reason.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - LOAD_AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);

  const selectedAt = rows.findIndex(({ index }) => index === selected);
  const select = (at: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (row === undefined) return;
    onSelect(row);
    virtualizer.scrollToIndex(Math.max(0, at));
  };
  const moves: Record<string, number> = {
    ArrowDown: selectedAt + 1,
    ArrowUp: selectedAt - 1,
    PageDown: selectedAt + 12,
    PageUp: selectedAt - 12,
    Home: 0,
    End: rows.length - 1,
  };

  return (
    <div
      className={`log ${showsDecisions ? 'log-decisions' : 'log-entries'}`}
      role="grid"
      aria-label={intl.formatMessage({ id: 'audit.table' })}
      aria-rowcount={total + 1}
      aria-multiselectable={false}
      tabIndex={0}
      ref={scroller}
      {...(selectedAt === -1 ? {} : { 'aria-activedescendant': `entry-${selected ?? 0}` })}
      onKeyDown={(event) => {
        const target = moves[event.key];
        if (target === undefined) return;
        event.preventDefault();
        select(target);
      }}
    >
      <div className="log-head" role="row" aria-rowindex={1}>
        {columns.map(({ id, title }) => (
          <span key={id} role="columnheader" className={`cell cell-${id}`}>
            {intl.formatMessage({ id: title })}
          </span>
        ))}
      </div>
      <div className="log-space" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <div
              key={row.index}
              id={`entry-${row.index}`}
              className={`log-row ${row.standing === 'taken_back' ? 'is-taken-back' : ''}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={row.index === selected}
              style={{ transform: `translateY(${item.start - ROW_HEIGHT}px)` }}
              onClick={() => {
                onSelect(row);
              }}
            >
              {columns.map(({ id, cell }) => (
                <span
                  key={id}
                  role="gridcell"
                  className={`cell cell-${id}`}
                  data-agreement={id === 'model' ? agreement(row) : undefined}
                >
                  {cell(row, intl, now)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
