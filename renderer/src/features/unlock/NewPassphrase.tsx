import { useState, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { passphraseProblems } from '../people/people-input.ts';
import { SecretField } from './SecretField.tsx';

/** A passphrase being chosen: typed, and typed again. */
export interface NewPassphrase {
  readonly passphrase: string;
  readonly isReady: boolean;
  readonly fieldsProps: Omit<NewPassphraseFieldsProps, 'label' | 'isTried' | 'autoFocus'>;
}

export function useNewPassphrase(): NewPassphrase {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const wrong = passphraseProblems(passphrase, again);
  return {
    passphrase,
    isReady: wrong.passphrase === null && wrong.again === null,
    fieldsProps: { passphrase, again, wrong, onPassphrase: setPassphrase, onAgain: setAgain },
  };
}

export interface NewPassphraseFieldsProps {
  readonly label: ReactNode;
  readonly passphrase: string;
  readonly again: string;
  readonly wrong: ReturnType<typeof passphraseProblems>;
  readonly onPassphrase: (value: string) => void;
  readonly onAgain: (value: string) => void;
  /** Whether somebody has tried to go on: only then is anything said to be wrong. */
  readonly isTried: boolean;
  readonly autoFocus: boolean;
}

/** The two fields of a new passphrase. */
export function NewPassphraseFields(props: NewPassphraseFieldsProps) {
  const intl = useIntl();
  const { label, passphrase, again, wrong, onPassphrase, onAgain, isTried, autoFocus } = props;
  const words = (id: typeof wrong.passphrase): string | null =>
    isTried && id !== null ? intl.formatMessage({ id }) : null;
  return (
    <>
      <SecretField
        label={label}
        value={passphrase}
        onChange={onPassphrase}
        autoFocus={autoFocus}
        autoComplete="new-password"
        description={<FormattedMessage id="passphrase.nextNote" />}
        error={words(wrong.passphrase)}
      />
      <SecretField
        label={<FormattedMessage id="people.passphrase.again" />}
        value={again}
        onChange={onAgain}
        autoComplete="new-password"
        error={words(wrong.again)}
      />
    </>
  );
}
