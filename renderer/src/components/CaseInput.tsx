import { useState } from 'react';
import { FormattedMessage, useIntl, type IntlShape } from 'react-intl';
import { problemOf, useServices, type QuintetApi } from '../app/services.ts';
import { readCaseReference } from './case-reference.ts';
import { TextInput } from './TextInput.tsx';

/** Entries of the log read to find a case by its short form; all of one case carry the same id. */
const ENTRIES_READ = 200;

/** Finds the one case somebody named, or says in words why there is none. */
async function findCase(
  api: QuintetApi,
  intl: IntlShape,
  typed: string,
): Promise<{ readonly caseId: string } | { readonly error: string }> {
  if (typed.trim() === '') return { error: intl.formatMessage({ id: 'records.case.missing' }) };
  const reference = readCaseReference(typed);
  if (reference === null) return { error: intl.formatMessage({ id: 'records.case.form' }) };
  if (reference.kind === 'id') return { caseId: reference.caseId };
  const { code } = reference;
  try {
    const { rows } = await api('log.search', { filters: { caseId: code }, before: null, limit: ENTRIES_READ });
    const [caseId, ...others] = new Set(rows.flatMap((row) => (row.caseId === null ? [] : [row.caseId])));
    if (caseId === undefined) return { error: intl.formatMessage({ id: 'records.case.unknown' }, { code }) };
    return others.length === 0 ? { caseId } : { error: intl.formatMessage({ id: 'records.case.several' }, { code }) };
  } catch (thrown) {
    return { error: problemOf(thrown).message };
  }
}

/** The state of a field that names a case. */
export interface CaseField {
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
  /** Looks the case up; null when there is none, and the field then says why. The search is in the log. */
  readonly find: () => Promise<string | null>;
}

export function useCaseField(): CaseField {
  const { api } = useServices();
  const intl = useIntl();
  const [value, setValue] = useState('');
  const [error, setError] = useState<string | null>(null);
  return {
    value,
    error,
    onChange: (typed) => {
      setValue(typed);
      setError(null);
    },
    find: async () => {
      const found = await findCase(api, intl, value);
      if ('caseId' in found) return found.caseId;
      setError(found.error);
      return null;
    },
  };
}

/** A field that takes a case by its short form or its id. */
export function CaseInput({ field }: { readonly field: CaseField }) {
  return (
    <TextInput
      autoFocus
      isCode
      label={<FormattedMessage id="records.case.label" />}
      description={<FormattedMessage id="records.case.note" />}
      maxLength={36}
      value={field.value}
      onChange={field.onChange}
      error={field.error}
    />
  );
}
