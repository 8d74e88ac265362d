import { useState } from 'react';
import { CheckboxGroup, FieldError, Label } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { DISCLOSURE_FIELDS } from '../../../../common/domain/disclosure.ts';
import { MAX_REASON_LENGTH } from '../../../../common/domain/decision.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { CaseInput, useCaseField } from '../../components/CaseInput.tsx';
import { CheckChoice } from '../../components/CheckChoice.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { useAct } from '../../components/use-core.ts';
import { requestProblems, type RequestInput } from './disclosure-input.ts';

const EMPTY: RequestInput = { authority: '', reference: '', legalBasis: '', fields: [], recipient: '' };

export interface ProposeDisclosureProps {
  readonly onDone: (id: string) => void;
  readonly onClose: () => void;
}

/** Records a lawful request: whose, on what basis, which fields of which case, and to which key. */
export function ProposeDisclosure({ onDone, onClose }: ProposeDisclosureProps) {
  const intl = useIntl();
  const act = useAct('disclosure.propose', ['disclosure.list']);
  const caseField = useCaseField();
  const [input, setInput] = useState(EMPTY);
  const [isTried, setTried] = useState(false);
  const problems = requestProblems(input);
  const words = (name: keyof RequestInput): string | null => {
    const problem = problems[name];
    return isTried && problem !== undefined ? intl.formatMessage({ id: problem }) : null;
  };
  const text = (name: Exclude<keyof RequestInput, 'fields'>) => ({
    value: input[name],
    onChange: (value: string) => {
      setInput((old) => ({ ...old, [name]: value }));
    },
    error: words(name),
  });
  const submit = async (): Promise<void> => {
    setTried(true);
    const caseId = await caseField.find();
    if (caseId === null || Object.keys(problems).length > 0) return;
    const made = await act.run({
      caseId,
      authority: input.authority.trim(),
      reference: input.reference.trim(),
      legalBasis: input.legalBasis.trim(),
      fields: [...input.fields],
      recipient: input.recipient.trim(),
    });
    if (made !== null) onDone(made.id);
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'disclosure.propose.title' })}
      body={<FormattedMessage id="disclosure.propose.body" />}
      submitLabel={<FormattedMessage id="disclosure.propose.submit" />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={act.isRunning}
      problem={act.problem}
    >
      <CaseInput field={caseField} />
      <div className="field-pair">
        <TextInput label={<FormattedMessage id="disclosure.authority" />} maxLength={200} {...text('authority')} />
        <TextInput label={<FormattedMessage id="disclosure.reference" />} maxLength={200} {...text('reference')} />
      </div>
      <TextInput
        label={<FormattedMessage id="disclosure.basis" />}
        description={<FormattedMessage id="disclosure.basis.note" />}
        rows={2}
        maxLength={MAX_REASON_LENGTH}
        {...text('legalBasis')}
      />
      <CheckboxGroup
        className="picks picks-two"
        value={[...input.fields]}
        isInvalid={words('fields') !== null}
        validationBehavior="aria"
        onChange={(chosen) => {
          setInput((old) => ({ ...old, fields: DISCLOSURE_FIELDS.filter((field) => chosen.includes(field)) }));
        }}
      >
        <Label className="picks-label">
          <FormattedMessage id="disclosure.fields" />
        </Label>
        <div className="picks-grid">
          {DISCLOSURE_FIELDS.map((field) => (
            <CheckChoice key={field} value={field} note={<FormattedMessage id={`disclosure.field.${field}.note`} />}>
              <FormattedMessage id={`disclosure.field.${field}`} />
            </CheckChoice>
          ))}
        </div>
        <FieldError className="missing">{words('fields')}</FieldError>
      </CheckboxGroup>
      <TextInput
        isCode
        label={<FormattedMessage id="disclosure.recipient" />}
        description={<FormattedMessage id="disclosure.recipient.note" />}
        maxLength={80}
        placeholder="age1"
        {...text('recipient')}
      />
    </ActionDialog>
  );
}
