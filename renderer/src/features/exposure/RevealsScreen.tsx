import { Eye, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { FormattedList, FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { Card, Lead, RecordScreen } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { useReading, type Output } from '../../components/use-core.ts';
import { When } from '../../components/When.tsx';

const DAY = 24 * 60 * 60_000;
const PERIODS = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const;
type Period = keyof typeof PERIODS;
const PERIOD_NAMES = Object.keys(PERIODS) as readonly Period[];

type Reveals = Output<'exposure.reveals'>;

const FIGURES = ['opened', 'decided', 'reveals', 'leftUndecided', 'revealedUndecided', 'refusedByLimit'] as const;

function Periods({ value, onChange }: { readonly value: Period; readonly onChange: (period: Period) => void }) {
  const intl = useIntl();
  return (
    <ToggleButtonGroup
      className="filters"
      aria-label={intl.formatMessage({ id: 'reveals.period' })}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const period = PERIOD_NAMES.find((name) => keys.has(name));
        if (period !== undefined) onChange(period);
      }}
    >
      {PERIOD_NAMES.map((period) => (
        <ToggleButton key={period} id={period} className="filter-chip toggle-chip">
          <FormattedMessage id={`reveals.period.${period}`} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function RevealsLead({ data }: { readonly data: Reveals }) {
  const notable = data.people.filter(({ standsOut }) => standsOut).map(({ id }) => id);
  if (notable.length === 0) {
    return (
      <Lead
        tone="plain"
        icon={<Eye size={16} aria-hidden="true" />}
        sentence={<FormattedMessage id={data.people.length === 0 ? 'reveals.leadEmpty' : 'reveals.lead'} />}
      >
        <FormattedMessage id="reveals.leadBody" values={{ limit: data.revealsPerHour }} />
      </Lead>
    );
  }
  return (
    <Lead
      tone="warn"
      icon={<TriangleAlert size={16} aria-hidden="true" />}
      sentence={
        <FormattedMessage
          id="reveals.leadNotable"
          values={{ count: notable.length, people: <FormattedList value={notable} /> }}
        />
      }
    >
      <FormattedMessage id="reveals.leadNotableBody" />
    </Lead>
  );
}

function People({ people }: { readonly people: Reveals['people'] }) {
  const intl = useIntl();
  return (
    <Card id="reveals-people" title={<FormattedMessage id="reveals.people" />}>
      <ScrollTable
        label={intl.formatMessage({ id: 'reveals.people' })}
        columns={(['person', ...FIGURES] as const).map((id) => ({
          id,
          name: <FormattedMessage id={`reveals.column.${id}`} />,
          isNumber: id !== 'person',
        }))}
      >
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row" className="cell-name">
              {person.id}
              {person.role === null ? null : (
                <span className="muted">
                  {' '}
                  <FormattedMessage id={`reveals.role.${person.role}`} />
                </span>
              )}
              {person.standsOut ? (
                <span className="cell-note stands-out">
                  <FormattedMessage id="reveals.standsOut" />
                </span>
              ) : null}
            </th>
            {FIGURES.map((figure) => (
              <td key={figure} className="cell-number">
                <FormattedNumber value={person[figure]} />
              </td>
            ))}
          </tr>
        ))}
      </ScrollTable>
    </Card>
  );
}

/** What was revealed of a case: messages by their number, the complaint by its name. */
function Slots({ slots }: { readonly slots: readonly number[] }) {
  const messages = slots.filter((slot) => slot > 0);
  return (
    <FormattedMessage
      id="reveals.slots"
      values={{
        count: messages.length,
        list: <FormattedList value={messages.map(String)} />,
        complaint: String(slots.includes(0)),
      }}
    />
  );
}

function Cases({ cases }: { readonly cases: Reveals['cases'] }) {
  const intl = useIntl();
  return (
    <Card id="reveals-cases" title={<FormattedMessage id="reveals.cases" />}>
      {cases.length === 0 ? (
        <p className="card-note">
          <FormattedMessage id="reveals.cases.none" />
        </p>
      ) : (
        <ScrollTable
          label={intl.formatMessage({ id: 'reveals.cases' })}
          columns={(['case', 'actor', 'at', 'slots'] as const).map((id) => ({
            id,
            name: <FormattedMessage id={`reveals.column.${id}`} />,
          }))}
        >
          {cases.map((one) => (
            <tr key={`${one.caseId} ${one.actor} ${one.at}`}>
              <th scope="row" className="cell-name cell-nowrap">
                {one.code}
              </th>
              <td>{one.actor}</td>
              <td className="cell-nowrap">
                <When at={one.at} />
              </td>
              <td>
                <Slots slots={one.slots} />
              </td>
            </tr>
          ))}
        </ScrollTable>
      )}
    </Card>
  );
}

/** Who opened and revealed how much, and what was revealed and left without a decision. */
export function RevealsScreen() {
  const [choice, setChoice] = useState<{ readonly period: Period; readonly now: number }>(() => ({
    period: 'week',
    now: Date.now(),
  }));
  const since = useMemo(() => new Date(choice.now - PERIODS[choice.period]).toISOString(), [choice]);
  const { data, error } = useReading('exposure.reveals', { since }, false);
  return (
    <RecordScreen
      title={<FormattedMessage id="reveals.title" />}
      actions={
        <Periods
          value={choice.period}
          onChange={(period) => {
            setChoice({ period, now: Date.now() });
          }}
        />
      }
      lead={data === undefined ? null : <RevealsLead data={data} />}
      error={error}
    >
      {data === undefined || data.people.length === 0 ? null : (
        <>
          <People people={data.people} />
          <Cases cases={data.cases} />
        </>
      )}
    </RecordScreen>
  );
}
