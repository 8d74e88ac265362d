import { useQuery } from '@tanstack/react-query';
import { Check, ShieldAlert, TriangleAlert } from 'lucide-react';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import type { ContractTypes } from '../../../../common/contract.ts';
import { isQuarantineCode, QUARANTINE_CODES } from '../../../../common/domain/quarantine.ts';
import { Screen } from '../../app/Screen.tsx';
import { ScreenRail } from '../../app/ScreenRail.tsx';
import { problemOf, useServices } from '../../app/services.ts';
import { useOverview } from '../../app/overview.ts';
import { byteWords } from '../../components/byte-words.ts';
import { Notice } from '../../components/Notice.tsx';
import { timeWords } from '../audit/log-words.ts';

const SHOWN = 200;

type Quarantine = ContractTypes['quarantine.list']['output'];

/** Why a bundle was refused, in words; a code newer than this window stands for itself. */
function codeSentence(code: string): string {
  return isQuarantineCode(code) ? QUARANTINE_CODES[code] : code;
}

function Reasons({ list }: { readonly list: Quarantine }) {
  return (
    <section className="reasons" aria-labelledby="reasons-title">
      <h2 id="reasons-title">
        <FormattedMessage id="quarantine.reasons" />
      </h2>
      <ul>
        {list.codes.map(({ code, count }) => (
          <li key={code} className="reason-line">
            <span className="rail-count">
              <FormattedNumber value={count} />
            </span>
            <span>
              {codeSentence(code)} <code>{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rows({ list }: { readonly list: Quarantine }) {
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
        {list.rows.map((row) => (
          <tr key={row.id}>
            <td>
              <time dateTime={row.at}>{timeWords(intl, row.at, now)}</time>
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

function Content({ list }: { readonly list: Quarantine }) {
  const intl = useIntl();
  if (list.total === 0) {
    return (
      <Notice tone="ok" icon={<Check size={16} aria-hidden="true" />}>
        <strong>
          <FormattedMessage id="quarantine.none" />
        </strong>{' '}
        <FormattedMessage id="quarantine.noneBody" />
      </Notice>
    );
  }
  return (
    <>
      <Notice tone="plain" icon={<ShieldAlert size={16} aria-hidden="true" />}>
        <strong>
          <FormattedMessage id="quarantine.some" values={{ count: list.total }} />
        </strong>{' '}
        <FormattedMessage id="quarantine.someBody" />
      </Notice>
      <div className="card quarantine-card">
        <Reasons list={list} />
      </div>
      <div
        className="card quarantine-card"
        role="region"
        aria-label={intl.formatMessage({ id: 'quarantine.table' })}
        tabIndex={0}
      >
        <Rows list={list} />
        {list.rows.length < list.total ? (
          <p className="caption">
            <FormattedMessage id="quarantine.shown" values={{ shown: list.rows.length, total: list.total }} />
          </p>
        ) : null}
      </div>
    </>
  );
}

/** What was refused at intake and why; never what it says. */
export function QuarantineScreen() {
  const { api } = useServices();
  const count = useOverview().data?.lanes.quarantined;
  const { data, error } = useQuery({
    queryKey: ['quarantine', count],
    queryFn: () => api('quarantine.list', { limit: SHOWN }),
    placeholderData: (old) => old,
  });
  return (
    <Screen
      rail={<ScreenRail />}
      main={
        <div className="audit quarantine">
          <header className="screen-head">
            <h1>
              <FormattedMessage id="quarantine.title" />
            </h1>
          </header>
          {error === null ? null : (
            <Notice tone="bad" role="alert" icon={<TriangleAlert size={16} aria-hidden="true" />}>
              <FormattedMessage id="quarantine.failed" /> {problemOf(error).message}
            </Notice>
          )}
          {data === undefined ? null : <Content list={data} />}
        </div>
      }
    />
  );
}
