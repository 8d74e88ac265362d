import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay, useUser } from '../../app/session.ts';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { byteWords } from '../../components/byte-words.ts';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { useAct } from '../../components/use-core.ts';
import { useFirstPassphrase } from '../../components/use-first-passphrase.ts';
import { When } from '../../components/When.tsx';
import { historyOf, partOf, stateWords, type Disclosure, type Step } from './disclosure-words.ts';

function HistoryStep({ step }: { readonly step: Step }) {
  return (
    <li className="step">
      <p className="step-title">
        <FormattedMessage id={`disclosure.step.${step.what}`} values={{ actor: step.actor }} />
      </p>
      <p className="step-facts">
        <When at={step.at} withSeconds />
      </p>
    </li>
  );
}

export type DisclosureDone = 'approved' | 'rejected' | 'exported';

interface ActsProps {
  readonly disclosure: Disclosure;
  readonly onDone: (what: DisclosureDone) => void;
}

function Acts({ disclosure, onDone }: ActsProps) {
  const intl = useIntl();
  const may = useMay();
  const user = useUser();
  const hasFirstPassphrase = useFirstPassphrase();
  const decide = useAct('disclosure.decide', ['disclosure.list']);
  const write = useAct('disclosure.export', ['disclosure.list']);
  const [asking, setAsking] = useState<'approve' | 'export' | null>(null);
  if (user === null) return null;
  const who = { id: user.id, initialPassphrase: hasFirstPassphrase };
  const part = partOf(disclosure, who, { decide: may('disclosure.decide'), export: may('disclosure.export') });
  const close = (): void => {
    setAsking(null);
  };
  const run = async (approve: boolean): Promise<void> => {
    const done = await decide.run({ id: disclosure.id, approve });
    if (done === null) return;
    close();
    onDone(approve ? 'approved' : 'rejected');
  };
  const exportNow = async (): Promise<void> => {
    const done = await write.run({ id: disclosure.id });
    if (done === null) return;
    close();
    onDone('exported');
  };
  if (part === 'none') return null;
  return (
    <div className="detail-acts">
      {part === 'own' || part === 'decided' || part === 'initial' ? (
        <p className="proposal-why">
          <FormattedMessage id={`disclosure.part.${part}`} />
        </p>
      ) : null}
      {part === 'decide' ? (
        <div className="card-actions">
          <Button
            className="button"
            isDisabled={decide.isRunning}
            onPress={() => {
              void run(false);
            }}
          >
            <FormattedMessage id="disclosure.reject" />
          </Button>
          <Button
            className="button button-main"
            isDisabled={decide.isRunning}
            onPress={() => {
              setAsking('approve');
            }}
          >
            <FormattedMessage id="disclosure.approve" />
          </Button>
        </div>
      ) : null}
      {part === 'export' ? (
        <Button
          className="button button-main"
          onPress={() => {
            setAsking('export');
          }}
        >
          <FormattedMessage id="disclosure.export" />
        </Button>
      ) : null}
      {asking === null ? <ProblemLine problem={decide.problem} /> : null}
      {asking === 'approve' ? (
        <ActionDialog
          title={intl.formatMessage({ id: 'disclosure.approve.title' })}
          body={
            <FormattedMessage
              id="disclosure.approve.body"
              values={{ code: disclosure.code, authority: disclosure.authority, count: disclosure.fields.length }}
            />
          }
          submitLabel={<FormattedMessage id="disclosure.approve" />}
          onSubmit={() => void run(true)}
          onClose={close}
          isRunning={decide.isRunning}
          problem={decide.problem}
        />
      ) : null}
      {asking === 'export' ? (
        <ActionDialog
          title={intl.formatMessage({ id: 'disclosure.export.title' })}
          body={
            <FormattedMessage
              id="disclosure.export.body"
              values={{ authority: disclosure.authority, count: disclosure.fields.length }}
            />
          }
          submitLabel={<FormattedMessage id="disclosure.export.submit" />}
          onSubmit={() => void exportNow()}
          onClose={close}
          isRunning={write.isRunning}
          problem={write.problem}
        />
      ) : null}
    </div>
  );
}

function ExportedFile({ file }: { readonly file: NonNullable<Disclosure['export']> }) {
  return (
    <dl className="detail-facts">
      <dt>
        <FormattedMessage id="disclosure.file" />
      </dt>
      <dd>
        <code>{file.file}</code> {byteWords(file.bytes)}
      </dd>
      <dt>
        <FormattedMessage id="disclosure.sha256" />
      </dt>
      <dd>
        <code>{file.sha256}</code>
      </dd>
    </dl>
  );
}

/** One lawful request: what it asks for, what happened to it, and what is to be done. */
export function DisclosureDetail({ disclosure, onDone }: ActsProps) {
  const intl = useIntl();
  return (
    <>
      <h2>
        <FormattedMessage id="disclosure.detail" values={{ code: disclosure.code }} />
      </h2>
      <p className="detail-state">{stateWords(intl, disclosure)}</p>
      <Acts key={disclosure.id} disclosure={disclosure} onDone={onDone} />
      {disclosure.export === null ? null : <ExportedFile file={disclosure.export} />}
      <dl className="detail-facts">
        <dt>
          <FormattedMessage id="disclosure.basis" />
        </dt>
        <dd>{disclosure.legalBasis}</dd>
        <dt>
          <FormattedMessage id="disclosure.fields" />
        </dt>
        <dd>
          <ul>
            {disclosure.fields.map((field) => (
              <li key={field}>
                <FormattedMessage id={`disclosure.field.${field}`} />
              </li>
            ))}
          </ul>
        </dd>
        <dt>
          <FormattedMessage id="disclosure.recipient" />
        </dt>
        <dd>
          <code>{disclosure.recipient}</code>
        </dd>
      </dl>
      <ol className="timeline">
        {historyOf(disclosure).map((step) => (
          <HistoryStep key={`${step.what} ${step.actor}`} step={step} />
        ))}
      </ol>
    </>
  );
}
