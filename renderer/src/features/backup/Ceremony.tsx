import { Printer } from 'lucide-react';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { ProblemLine } from '../../components/ProblemLine.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { useAct, type Output } from '../../components/use-core.ts';

type Begun = Output<'backup.beginCeremony'>;

export interface CeremonyProps {
  /** There is a recovery key already, which the new one replaces for later backups. */
  readonly isReplacing: boolean;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function Intro(props: {
  readonly isReplacing: boolean;
  readonly onBegun: (begun: Begun) => void;
  readonly onCancel: () => void;
}) {
  const begin = useAct('backup.beginCeremony', []);
  return (
    <>
      <ol className="plain-list plain-steps">
        {(['shown', 'write', 'check', 'approve', 'keep'] as const).map((step) => (
          <li key={step}>
            <FormattedMessage id={`backup.ceremony.intro.${step}`} />
          </li>
        ))}
      </ol>
      {props.isReplacing ? (
        <p className="card-note">
          <FormattedMessage id="backup.ceremony.replacing" />
        </p>
      ) : null}
      <ProblemLine problem={begin.problem} />
      <div className="ceremony-actions">
        <Button className="button" onPress={props.onCancel}>
          <FormattedMessage id="app.cancel" />
        </Button>
        <Button
          autoFocus
          className="button button-main"
          isDisabled={begin.isRunning}
          onPress={() => {
            void begin.run({}).then((begun) => {
              if (begun !== null) props.onBegun(begun);
            });
          }}
        >
          <FormattedMessage id="backup.ceremony.show" />
        </Button>
      </div>
    </>
  );
}

/** What is written down or printed; in print it is all there is on the page. */
function Sheet({ begun }: { readonly begun: Begun }) {
  const intl = useIntl();
  return (
    <div className="recovery-sheet">
      <h2>
        <FormattedMessage id="backup.sheet.title" />
      </h2>
      <p>
        <FormattedMessage id="backup.sheet.body" />
      </p>
      <ol className="secret-groups" aria-label={intl.formatMessage({ id: 'backup.sheet.groups' })}>
        {begun.groups.map((group, at) => (
          // Groups have no identity but their place.
          <li key={at}>
            <span className="secret-number">{at + 1}</span>
            <code>{group}</code>
          </li>
        ))}
      </ol>
      <dl className="facts sheet-facts">
        <dt>
          <FormattedMessage id="backup.recipient" />
        </dt>
        <dd>
          <code>{begun.recipient}</code>
        </dd>
        <dt>
          <FormattedMessage id="backup.sheet.made" />
        </dt>
        <dd>{intl.formatDate(new Date(), { day: 'numeric', month: 'long', year: 'numeric' })}</dd>
        <dt>
          <FormattedMessage id="backup.sheet.use" />
        </dt>
        <dd>
          <FormattedMessage id="backup.sheet.use.body" values={{ command: <code>age --decrypt --identity</code> }} />
        </dd>
      </dl>
    </div>
  );
}

interface CheckProps {
  readonly begun: Begun;
  readonly onDone: () => void;
  readonly onBack: () => void;
  /** The key was given up, or the paper is no good: another one. */
  readonly onAgain: () => void;
}

function Check(props: CheckProps) {
  const { begun } = props;
  const intl = useIntl();
  const finish = useAct('backup.finishCeremony', ['backup.status', 'proposals.list']);
  const [answers, setAnswers] = useState<readonly string[]>(() => begun.ask.map(() => ''));
  const [isTried, setTried] = useState(false);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (answers.some((answer) => answer.trim() === '')) return;
    const typed = answers.map((answer) => answer.trim().toUpperCase());
    if ((await finish.run({ ceremony: begun.ceremony, answers: typed })) !== null) props.onDone();
  };
  return (
    <Form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="card-note">
        <FormattedMessage id="backup.check.body" />
      </p>
      <div className="field-pair check-fields">
        {begun.ask.map((position, at) => (
          <TextInput
            key={position}
            isCode
            autoFocus={at === 0}
            label={<FormattedMessage id="backup.check.group" values={{ position }} />}
            maxLength={64}
            value={answers[at] ?? ''}
            onChange={(typed) => {
              setAnswers((old) => old.map((answer, other) => (other === at ? typed : answer)));
            }}
            error={
              isTried && (answers[at] ?? '').trim() === '' ? intl.formatMessage({ id: 'backup.check.missing' }) : null
            }
          />
        ))}
      </div>
      <ProblemLine problem={finish.problem} />
      <div className="ceremony-actions">
        {finish.problem === null ? null : (
          <Button className="button" onPress={props.onAgain}>
            <FormattedMessage id="backup.check.again" />
          </Button>
        )}
        <Button className="button" onPress={props.onBack}>
          <FormattedMessage id="backup.check.back" />
        </Button>
        <Button className="button button-main" type="submit" isDisabled={finish.isRunning}>
          <FormattedMessage id="backup.check.submit" />
        </Button>
      </div>
    </Form>
  );
}

/**
 * The one time the recovery secret is seen: shown in groups to write down or print, then some groups are asked for. The
 * secret lives in this component only and is gone with it.
 */
export function Ceremony({ isReplacing, onDone, onCancel }: CeremonyProps) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const [isChecking, setChecking] = useState(false);
  const step = begun === null ? 'intro' : isChecking ? 'check' : 'sheet';
  return (
    <section className="card record-card ceremony" aria-labelledby="ceremony-title">
      <h2 id="ceremony-title" className="ceremony-title">
        <FormattedMessage id={`backup.ceremony.${step}`} />
      </h2>
      {begun === null ? (
        <Intro isReplacing={isReplacing} onBegun={setBegun} onCancel={onCancel} />
      ) : isChecking ? (
        <Check
          begun={begun}
          onDone={onDone}
          onBack={() => {
            setChecking(false);
          }}
          onAgain={() => {
            setChecking(false);
            setBegun(null);
          }}
        />
      ) : (
        <>
          <Sheet begun={begun} />
          <div className="ceremony-actions">
            <Button className="button" onPress={onCancel}>
              <FormattedMessage id="backup.ceremony.stop" />
            </Button>
            <Button
              className="button"
              onPress={() => {
                window.print();
              }}
            >
              <Printer size={14} aria-hidden="true" />
              <FormattedMessage id="backup.sheet.print" />
            </Button>
            <Button
              autoFocus
              className="button button-main"
              onPress={() => {
                setChecking(true);
              }}
            >
              <FormattedMessage id="backup.sheet.done" />
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
