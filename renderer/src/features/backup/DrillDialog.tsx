import { Check, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, useIntl } from 'react-intl';
import { ActionDialog } from '../../components/ActionDialog.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Overlay } from '../../components/Overlay.tsx';
import { RadioChoice } from '../../components/RadioChoice.tsx';
import { TextInput } from '../../components/TextInput.tsx';
import { byteWords } from '../../components/byte-words.ts';
import { useAct } from '../../components/use-core.ts';
import { When } from '../../components/When.tsx';
import { fileName, secretOf, type BackupFile, type DrillResult } from './backup-words.ts';

/** What a drill found, in a sentence, with its problems in words. */
function Result({ result, onClose }: { readonly result: DrillResult; readonly onClose: () => void }) {
  const intl = useIntl();
  const { ok, entries, cases, opened, problems, ms } = result;
  return (
    <Overlay
      title={intl.formatMessage({ id: ok ? 'backup.drill.proven' : 'backup.drill.notProven' })}
      onClose={onClose}
      className="overlay-form"
    >
      <div className="dialog-form">
        <Notice
          tone={ok ? 'ok' : 'bad'}
          role={ok ? 'status' : 'alert'}
          icon={ok ? <Check size={16} aria-hidden="true" /> : <TriangleAlert size={16} aria-hidden="true" />}
        >
          <strong>
            <FormattedMessage
              id="backup.drill.sentence"
              values={{ ok: String(ok), entries, cases, opened, continues: String(result.continuesLive) }}
            />
          </strong>
        </Notice>
        {problems.length === 0 ? null : (
          <ul className="plain-list">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        <p className="muted">
          <FormattedMessage id="backup.drill.untouched" values={{ seconds: (ms / 1000).toFixed(1) }} />
        </p>
        <div className="dialog-actions">
          <Button className="button button-main" onPress={onClose} autoFocus>
            <FormattedMessage id="app.close" />
          </Button>
        </div>
      </div>
    </Overlay>
  );
}

export interface DrillDialogProps {
  readonly files: readonly BackupFile[];
  readonly chosen: string;
  readonly onClose: () => void;
}

/** Proves that a backup can be brought back: opened with the secret typed in, restored aside, verified, removed. */
export function DrillDialog({ files, chosen, onClose }: DrillDialogProps) {
  const intl = useIntl();
  const drill = useAct('backup.drill', ['backup.status']);
  const [file, setFile] = useState(chosen);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [result, setResult] = useState<DrillResult | null>(null);
  if (result !== null) return <Result result={result} onClose={onClose} />;
  const secret = secretOf(typed);
  const submit = async (): Promise<void> => {
    setTried(true);
    if (secret === '') return;
    const found = await drill.run({ file, secret });
    if (found === null) return;
    setTyped('');
    setResult(found);
  };
  return (
    <ActionDialog
      isWide
      title={intl.formatMessage({ id: 'backup.drill.title' })}
      body={<FormattedMessage id="backup.drill.body" />}
      submitLabel={<FormattedMessage id={drill.isRunning ? 'backup.drill.running' : 'backup.drill.submit'} />}
      onSubmit={() => void submit()}
      onClose={onClose}
      isRunning={drill.isRunning}
      problem={drill.problem}
    >
      <div className="drill-files">
        <RadioChoice
          label={<FormattedMessage id="backup.drill.file" />}
          value={file}
          options={files.map((one) => ({
            value: one.file,
            name: <code>{fileName(one.file)}</code>,
            note: (
              <FormattedMessage
                id="backup.drill.fileFacts"
                values={{ at: <When at={one.at} />, size: byteWords(one.bytes) }}
              />
            ),
          }))}
          onChange={setFile}
        />
      </div>
      <TextInput
        autoFocus
        isCode
        isMasked
        label={<FormattedMessage id="backup.drill.secret" />}
        description={<FormattedMessage id="backup.drill.secretNote" />}
        maxLength={512}
        value={typed}
        onChange={setTyped}
        error={isTried && secret === '' ? intl.formatMessage({ id: 'backup.drill.secretMissing' }) : null}
      />
    </ActionDialog>
  );
}
