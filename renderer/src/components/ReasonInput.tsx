import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { MAX_REASON_LENGTH } from '../../../common/domain/decision.ts';
import { TextInput } from './TextInput.tsx';

export interface ReasonInputProps {
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whether somebody has tried to go on: only then is a missing reason a mistake. */
  readonly isTried: boolean;
  readonly autoFocus?: boolean;
}

/** A required reason in words. */
export function ReasonInput({ value, isTried, ...props }: ReasonInputProps) {
  const intl = useIntl();
  return (
    <TextInput
      {...props}
      rows={3}
      maxLength={MAX_REASON_LENGTH}
      value={value}
      error={isTried && value.trim() === '' ? intl.formatMessage({ id: 'records.reason.missing' }) : null}
    />
  );
}
