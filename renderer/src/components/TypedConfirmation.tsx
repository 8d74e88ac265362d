import { FormattedMessage, useIntl } from 'react-intl';
import { TextInput } from './TextInput.tsx';

export interface TypedConfirmationProps {
  /** What has to be typed, exactly. */
  readonly word: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isTried: boolean;
}

/** A field that has to repeat a word before something that cannot be taken back. */
export function TypedConfirmation({ word, value, onChange, isTried }: TypedConfirmationProps) {
  const intl = useIntl();
  return (
    <TextInput
      isCode
      label={<FormattedMessage id="records.typed" values={{ word: <code>{word}</code> }} />}
      value={value}
      onChange={onChange}
      error={isTried && value.trim() !== word ? intl.formatMessage({ id: 'records.typed.wrong' }, { word }) : null}
    />
  );
}
