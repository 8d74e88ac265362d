import type { KeyboardEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { byteWords } from '../../components/byte-words.ts';
import { timeWords } from '../audit/log-words.ts';
import { codeSentence, type QuarantineRow } from './quarantine-words.ts';

export interface QuarantineTableProps {
  readonly rows: readonly QuarantineRow[];
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
}

/** Moves to the row above or below. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.currentTarget.closest('tr');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const button = next?.querySelector('button');
  if (button == null) return;
  event.preventDefault();
  button.focus();
  button.click();
}

/** What was refused: when, why, where in the report, how large. Choosing a row asks the core for nothing. */
export function QuarantineTable({ rows, chosen, onChoose }: QuarantineTableProps) {
  const intl = useIntl();
  const now = new Date().setSeconds(0, 0);
  return (
    <table className="table" aria-label={intl.formatMessage({ id: 'quarantine.table' })}>
      <thead>
        <tr>
          {(['at', 'code', 'field', 'size', 'via'] as const).map((column) => (
            <th key={column} scope="col" className={`cell-${column}`}>
              <FormattedMessage id={`quarantine.column.${column}`} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            className="row-choice"
            data-chosen={row.id === chosen}
            onClick={() => {
              onChoose(row.id);
            }}
          >
            <td>
              <button type="button" className="row-button" aria-pressed={row.id === chosen} onKeyDown={onArrow}>
                <time dateTime={row.at}>{timeWords(intl, row.at, now)}</time>
              </button>
            </td>
            <td title={codeSentence(row.code)}>
              <code>{row.code}</code>
            </td>
            <td>{row.field === null ? null : <code>{row.field}</code>}</td>
            <td className="cell-size">{byteWords(row.bytes)}</td>
            <td>{row.via}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
