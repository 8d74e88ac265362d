import { FormattedMessage, useIntl } from 'react-intl';
import { RadioChoice } from '../../components/RadioChoice.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { passphraseProblems } from './people-input.ts';

export interface PassphraseChoice {
  /** Made here and shown once, or typed by the admin. */
  readonly way: 'made' | 'typed';
  readonly typed: string;
  readonly again: string;
}

export const NO_CHOICE: PassphraseChoice = { way: 'made', typed: '', again: '' };

/** Whether a passphrase can be taken from what was chosen. */
export function isComplete({ way, typed, again }: PassphraseChoice): boolean {
  const problems = passphraseProblems(typed, again);
  return way === 'made' || (problems.passphrase === null && problems.again === null);
}

export interface PassphraseFieldsProps {
  readonly value: PassphraseChoice;
  readonly onChange: (value: PassphraseChoice) => void;
  readonly isTried: boolean;
}

/** Where somebody's first passphrase comes from; typed twice when the admin chooses it. */
export function PassphraseFields({ value, onChange, isTried }: PassphraseFieldsProps) {
  const intl = useIntl();
  const problems = passphraseProblems(value.typed, value.again);
  const words = (id: typeof problems.passphrase): string | null =>
    isTried && id !== null ? intl.formatMessage({ id }) : null;
  return (
    <>
      <RadioChoice
        label={<FormattedMessage id="people.passphrase" />}
        value={value.way}
        options={[
          {
            value: 'made',
            name: <FormattedMessage id="people.passphrase.made" />,
            note: <FormattedMessage id="people.passphrase.madeNote" />,
          },
          {
            value: 'typed',
            name: <FormattedMessage id="people.passphrase.typed" />,
            note: <FormattedMessage id="people.passphrase.typedNote" />,
          },
        ]}
        onChange={(way) => {
          onChange({ ...value, way });
        }}
      />
      {value.way === 'made' ? null : (
        <div className="field-pair">
          <TextInput
            label={<FormattedMessage id="people.passphrase.first" />}
            isMasked
            value={value.typed}
            onChange={(typed) => {
              onChange({ ...value, typed });
            }}
            error={words(problems.passphrase)}
          />
          <TextInput
            label={<FormattedMessage id="people.passphrase.again" />}
            isMasked
            value={value.again}
            onChange={(again) => {
              onChange({ ...value, again });
            }}
            error={words(problems.again)}
          />
        </div>
      )}
    </>
  );
}
