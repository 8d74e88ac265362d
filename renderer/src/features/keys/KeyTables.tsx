import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import type { MessageId } from '../../i18n.ts';
import type { Tone } from '../../components/Notice.tsx';
import { Card } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { StateTag } from '../../components/StateTag.tsx';
import { dayWords, stateAt, type Keys, type KeyState, type PlatformKey, type TeamKey } from './key-words.ts';

const TONES: Record<KeyState, Tone> = {
  active: 'ok',
  trusted: 'ok',
  later: 'plain',
  over: 'warn',
  retired: 'plain',
  destroyed: 'plain',
};

function State({ state }: { readonly state: KeyState }) {
  return (
    <StateTag tone={TONES[state]}>
      <FormattedMessage id={`keys.state.${state}`} />
    </StateTag>
  );
}

function Valid({ from, to }: { readonly from: string; readonly to: string }) {
  const intl = useIntl();
  return <FormattedMessage id="keys.valid" values={{ from: dayWords(intl, from), to: dayWords(intl, to) }} />;
}

function Act(props: {
  readonly title: 'keys.retire' | 'keys.destroy';
  readonly keyId: string;
  readonly onPress: () => void;
}) {
  const intl = useIntl();
  return (
    <Button
      className="link-button"
      aria-label={intl.formatMessage({ id: `${props.title}.of` }, { key: props.keyId })}
      onPress={props.onPress}
    >
      <FormattedMessage id={props.title} />
    </Button>
  );
}

function columnsOf(ids: readonly ('key' | 'state' | 'valid' | 'bundles' | 'name' | 'acts')[]) {
  return ids.map((id) => ({ id, name: <FormattedMessage id={`keys.column.${id}`} />, isNumber: id === 'bundles' }));
}

export interface TeamKeysProps {
  readonly keys: readonly TeamKey[];
  readonly now: number;
  readonly mayPropose: boolean;
  readonly onPropose: (what: 'retire' | 'destroy', key: TeamKey) => void;
}

/** Keys reports are sealed to, and how many stored bundles depend on each. */
export function TeamKeys({ keys, now, mayPropose, onPropose }: TeamKeysProps) {
  const intl = useIntl();
  const title: MessageId = 'keys.team';
  return (
    <Card id="team-keys" title={<FormattedMessage id={title} />}>
      {keys.length === 0 ? (
        <p className="card-note">
          <FormattedMessage id="keys.team.none" />
        </p>
      ) : (
        <ScrollTable
          label={intl.formatMessage({ id: title })}
          columns={columnsOf(['key', 'state', 'valid', 'bundles', ...(mayPropose ? (['acts'] as const) : [])])}
        >
          {keys.map((key) => (
            <tr key={key.keyId}>
              <th scope="row" className="cell-name">
                <code title={key.publicKey}>{key.keyId}</code>
              </th>
              <td>
                <State state={stateAt(key, now)} />
              </td>
              <td className="cell-nowrap">
                <Valid from={key.notBefore} to={key.notAfter} />
              </td>
              <td className="cell-number">
                <FormattedNumber value={key.bundles} />
              </td>
              {mayPropose ? (
                <td className="cell-actions">
                  {key.state === 'active' ? (
                    <Act
                      title="keys.retire"
                      keyId={key.keyId}
                      onPress={() => {
                        onPropose('retire', key);
                      }}
                    />
                  ) : null}
                  {key.state === 'retired' ? (
                    <Act
                      title="keys.destroy"
                      keyId={key.keyId}
                      onPress={() => {
                        onPropose('destroy', key);
                      }}
                    />
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </ScrollTable>
      )}
    </Card>
  );
}

export interface PlatformKeysProps {
  readonly keys: readonly PlatformKey[];
  readonly now: number;
  readonly mayPropose: boolean;
  readonly onRetire: (key: PlatformKey) => void;
}

/** Keys of platforms whose signatures are believed. */
export function PlatformKeys({ keys, now, mayPropose, onRetire }: PlatformKeysProps) {
  const intl = useIntl();
  return (
    <Card id="platform-keys" title={<FormattedMessage id="keys.platforms" />}>
      {keys.length === 0 ? (
        <p className="card-note">
          <FormattedMessage id="keys.platforms.none" />
        </p>
      ) : (
        <ScrollTable
          label={intl.formatMessage({ id: 'keys.platforms' })}
          columns={columnsOf(['name', 'key', 'state', 'valid', ...(mayPropose ? (['acts'] as const) : [])])}
        >
          {keys.map((key) => (
            <tr key={key.keyId}>
              <th scope="row" className="cell-name">
                {key.name}
              </th>
              <td>
                <code title={key.publicKey}>{key.keyId}</code>
              </td>
              <td>
                <State state={stateAt(key, now)} />
              </td>
              <td className="cell-nowrap">
                <Valid from={key.notBefore} to={key.notAfter} />
              </td>
              {mayPropose ? (
                <td className="cell-actions">
                  {key.state === 'trusted' ? (
                    <Act
                      title="keys.retire"
                      keyId={key.keyId}
                      onPress={() => {
                        onRetire(key);
                      }}
                    />
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </ScrollTable>
      )}
    </Card>
  );
}

/** What is taken in at all. */
export function IntakeRules({ rules, action }: { readonly rules: Keys['rules']; readonly action: ReactNode }) {
  return (
    <Card id="intake-rules" title={<FormattedMessage id="keys.rules" />} actions={action}>
      <dl className="facts">
        <dt>
          <FormattedMessage id="keys.rules.unsigned" />
        </dt>
        <dd>
          <FormattedMessage id={rules.allowUnsigned ? 'keys.rules.unsigned.true' : 'keys.rules.unsigned.false'} />
        </dd>
        <dt>
          <FormattedMessage id="keys.rules.age" />
        </dt>
        <dd>
          <FormattedMessage id="keys.rules.age.value" values={{ days: rules.maxAgeDays }} />
        </dd>
      </dl>
    </Card>
  );
}
