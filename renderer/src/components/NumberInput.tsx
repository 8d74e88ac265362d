import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { TextInput } from './TextInput.tsx';
import { wholeNumber } from './whole-number.ts';

export interface NumberInputProps {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly least: number;
  readonly most: number;
  readonly isTried: boolean;
  readonly description?: ReactNode;
  readonly autoFocus?: boolean;
}

/** A field for a whole number between two bounds, which its error names. */
export function NumberInput({ least, most, isTried, description, autoFocus, ...field }: NumberInputProps) {
  const intl = useIntl();
  const isWrong = isTried && wholeNumber(field.value, least, most) === null;
  return (
    <TextInput
      {...field}
      type="number"
      error={isWrong ? intl.formatMessage({ id: 'records.number' }, { least, most }) : null}
      {...(description === undefined ? {} : { description })}
      {...(autoFocus === undefined ? {} : { autoFocus })}
    />
  );
}
