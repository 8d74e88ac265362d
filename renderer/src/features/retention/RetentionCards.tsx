import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { POLICIES } from '../../../../common/domain/taxonomy.ts';
import { Card } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { When } from '../../components/When.tsx';
import type { Hold, Retention } from './RetentionDialogs.tsx';

function Figure({ name, value, note }: { readonly name: ReactNode; readonly value: number; readonly note: ReactNode }) {
  return (
    <div className="card figure">
      <dt>{name}</dt>
      <dd>
        <span className="figure-value">
          <FormattedNumber value={value} />
        </span>
        <span className="cell-note">{note}</span>
      </dd>
    </div>
  );
}

/** What is due, what a hold keeps, what is gone. */
export function RetentionFigures({ due, erasedSoFar }: Pick<Retention, 'due' | 'erasedSoFar'>) {
  const figures = [
    ['cases', due.cases],
    ['quarantined', due.quarantined],
    ['held', due.held],
    ['erased', erasedSoFar],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <Figure
          key={name}
          name={<FormattedMessage id={`retention.figure.${name}`} />}
          value={value}
          note={<FormattedMessage id={`retention.figure.${name}.note`} />}
        />
      ))}
    </dl>
  );
}

/** The rules in force. */
export function RulesCard({ rules, action }: { readonly rules: Retention['rules']; readonly action: ReactNode }) {
  const own = POLICIES.filter(({ code }) => rules.byPolicy[code] !== undefined);
  return (
    <Card id="retention-rules" title={<FormattedMessage id="retention.rules" />} actions={action}>
      <dl className="facts">
        <dt>
          <FormattedMessage id="retention.rules.default" />
        </dt>
        <dd>
          <FormattedMessage id="retention.days" values={{ days: rules.defaultDays }} />
        </dd>
        {own.map(({ code, name }) => (
          <div key={code} className="fact">
            <dt>{name}</dt>
            <dd>
              <FormattedMessage id="retention.days" values={{ days: rules.byPolicy[code] ?? rules.defaultDays }} />
            </dd>
          </div>
        ))}
        <dt>
          <FormattedMessage id="retention.rules.quarantine" />
        </dt>
        <dd>
          <FormattedMessage id="retention.days" values={{ days: rules.quarantineDays }} />
        </dd>
      </dl>
    </Card>
  );
}

/** What erasing removes for good, and what stays. */
export function ErasingCard({ action }: { readonly action: ReactNode }) {
  return (
    <Card id="retention-erasing" title={<FormattedMessage id="retention.erasing" />} actions={action}>
      <dl className="facts">
        <dt>
          <FormattedMessage id="retention.gone" />
        </dt>
        <dd>
          <FormattedMessage id="retention.gone.body" />
        </dd>
        <dt>
          <FormattedMessage id="retention.stays" />
        </dt>
        <dd>
          <FormattedMessage id="retention.stays.body" />
        </dd>
        <dt>
          <FormattedMessage id="retention.backups" />
        </dt>
        <dd>
          <FormattedMessage id="retention.backups.body" />
        </dd>
      </dl>
    </Card>
  );
}

export interface HoldsCardProps {
  readonly holds: readonly Hold[];
  readonly action: ReactNode;
  /** Null when the role may not lift one. */
  readonly onLift: ((hold: Hold) => void) | null;
}

/** Cases that retention and erasing leave alone. */
export function HoldsCard({ holds, action, onLift }: HoldsCardProps) {
  const intl = useIntl();
  const columns = ['case', 'reason', 'by', 'since', ...(onLift === null ? [] : (['acts'] as const))] as const;
  return (
    <Card id="retention-holds" title={<FormattedMessage id="retention.holds" />} actions={action}>
      {holds.length === 0 ? (
        <p className="card-note">
          <FormattedMessage id="retention.holds.none" />
        </p>
      ) : (
        <ScrollTable
          label={intl.formatMessage({ id: 'retention.holds' })}
          columns={columns.map((id) => ({ id, name: <FormattedMessage id={`retention.column.${id}`} /> }))}
        >
          {holds.map((hold) => (
            <tr key={hold.caseId}>
              <th scope="row" className="cell-name cell-nowrap">
                {hold.code}
              </th>
              <td>{hold.reason}</td>
              <td className="cell-nowrap">{hold.by}</td>
              <td className="cell-nowrap">
                <When at={hold.at} />
              </td>
              {onLift === null ? null : (
                <td className="cell-actions">
                  <Button
                    className="link-button"
                    aria-label={intl.formatMessage({ id: 'retention.lift.of' }, { code: hold.code })}
                    onPress={() => {
                      onLift(hold);
                    }}
                  >
                    <FormattedMessage id="retention.lift" />
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </ScrollTable>
      )}
    </Card>
  );
}
