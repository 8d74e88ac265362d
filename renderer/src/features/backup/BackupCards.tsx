import { Link } from '@tanstack/react-router';
import { Archive, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl';
import { byteWords } from '../../components/byte-words.ts';
import { durationWords } from '../../components/duration-words.ts';
import { Card, Lead } from '../../components/RecordScreen.tsx';
import { ScrollTable } from '../../components/ScrollTable.tsx';
import { When } from '../../components/When.tsx';
import { fileName, hasFailedSince, standingOf, type BackupFile, type BackupStatus } from './backup-words.ts';

/** Whether the workspace could be brought back, in a sentence. */
export function BackupLead({ status, now }: { readonly status: BackupStatus; readonly now: number }) {
  const intl = useIntl();
  const standing = standingOf(status, now);
  const isCalm = standing.kind === 'due' || standing.kind === 'unscheduled';
  const values = {
    age: 'age' in standing ? durationWords(intl, standing.age) : '',
    due: 'in' in standing ? durationWords(intl, standing.in) : '',
    late: 'by' in standing ? durationWords(intl, standing.by) : '',
  };
  return (
    <Lead
      tone={isCalm ? 'plain' : 'warn'}
      icon={isCalm ? <Archive size={16} aria-hidden="true" /> : <TriangleAlert size={16} aria-hidden="true" />}
      sentence={<FormattedMessage id={`backup.lead.${standing.kind}`} values={values} />}
    >
      <FormattedMessage id={`backup.lead.${standing.kind}.body`} />
    </Lead>
  );
}

/** The last attempt that failed, until a newer backup exists. */
export function FailureLine({ status }: { readonly status: BackupStatus }) {
  if (status.lastFailure === null || !hasFailedSince(status)) return null;
  return (
    <Lead
      tone="bad"
      icon={<TriangleAlert size={16} aria-hidden="true" />}
      sentence={
        <FormattedMessage id="backup.failed" values={{ at: <When isInSentence at={status.lastFailure.at} /> }} />
      }
    >
      {status.lastFailure.message} <FormattedMessage id="backup.failed.safe" />
    </Lead>
  );
}

interface CardProps {
  readonly status: BackupStatus;
  readonly action: ReactNode;
}

/** A key whose ceremony is done and which nobody else has approved yet. */
function PendingKey({ pending }: { readonly pending: NonNullable<BackupStatus['pending']> }) {
  return (
    <dl className="facts pending-key">
      <dt>
        <FormattedMessage id="backup.key.pending" />
      </dt>
      <dd>
        <code>{pending.recipient}</code>
        <p className="caption">
          <FormattedMessage
            id="backup.key.pending.body"
            values={{
              actor: pending.proposedBy,
              at: <When isInSentence at={pending.at} />,
              keys: (
                <Link to="/keys">
                  <FormattedMessage id="backup.key.pending.keys" />
                </Link>
              ),
            }}
          />
        </p>
      </dd>
    </dl>
  );
}

/** The public half of the recovery key, and of one that waits to replace it. */
export function RecoveryCard({ status, action }: CardProps) {
  const intl = useIntl();
  return (
    <Card id="backup-key" title={<FormattedMessage id="backup.key" />} actions={action}>
      {status.recipient === null ? (
        <p className="card-note">
          <FormattedMessage id="backup.key.none" />
        </p>
      ) : (
        <dl className="facts">
          <dt>
            <FormattedMessage id="backup.recipient" />
          </dt>
          <dd>
            <code>{status.recipient}</code>
          </dd>
          {status.recipientSince === null ? null : (
            <>
              <dt>
                <FormattedMessage id="backup.key.since" />
              </dt>
              <dd>{intl.formatDate(status.recipientSince, { day: 'numeric', month: 'long', year: 'numeric' })}</dd>
            </>
          )}
          <dt>
            <FormattedMessage id="backup.key.secret" />
          </dt>
          <dd>
            <FormattedMessage id="backup.key.secretBody" />
          </dd>
        </dl>
      )}
      {status.pending === null ? null : <PendingKey pending={status.pending} />}
    </Card>
  );
}

/** When backups are made by themselves, and the last proof that one can be brought back. */
export function ScheduleCard({ status, action }: CardProps) {
  const { schedule, lastDrill } = status;
  return (
    <Card id="backup-schedule" title={<FormattedMessage id="backup.schedule" />} actions={action}>
      <dl className="facts">
        <dt>
          <FormattedMessage id="backup.schedule.made" />
        </dt>
        <dd>
          {schedule === null ? (
            <FormattedMessage id="backup.schedule.off" />
          ) : (
            <FormattedMessage id="backup.schedule.value" values={{ hours: schedule.everyHours, keep: schedule.keep }} />
          )}
        </dd>
        <dt>
          <FormattedMessage id="backup.lastDrill" />
        </dt>
        <dd className={lastDrill?.ok === false ? 'is-bad' : undefined}>
          {lastDrill === null ? (
            <FormattedMessage id="backup.lastDrill.none" />
          ) : (
            <FormattedMessage
              id="backup.lastDrill.value"
              values={{
                ok: String(lastDrill.ok),
                at: <When isInSentence at={lastDrill.at} />,
                file: fileName(lastDrill.file),
              }}
            />
          )}
        </dd>
        <dt>
          <FormattedMessage id="backup.folder" />
        </dt>
        <dd>
          <code>{status.folder}</code>
        </dd>
      </dl>
    </Card>
  );
}

export interface FilesCardProps {
  readonly files: readonly BackupFile[];
  /** Null when the role may not drill. */
  readonly onDrill: ((file: string) => void) | null;
}

/** The backups there are. */
export function FilesCard({ files, onDrill }: FilesCardProps) {
  const intl = useIntl();
  const columns = ['file', 'made', 'size', 'entries', ...(onDrill === null ? [] : (['acts'] as const))] as const;
  return (
    <Card id="backup-files" title={<FormattedMessage id="backup.files" />}>
      {files.length === 0 ? (
        <p className="card-note">
          <FormattedMessage id="backup.files.none" />
        </p>
      ) : (
        <ScrollTable
          label={intl.formatMessage({ id: 'backup.files' })}
          columns={columns.map((id) => ({
            id,
            name: <FormattedMessage id={`backup.column.${id}`} />,
            isNumber: id === 'size' || id === 'entries',
          }))}
        >
          {files.map((file) => (
            <tr key={file.file}>
              <th scope="row" className="cell-name">
                <code>{fileName(file.file)}</code>
              </th>
              <td className="cell-nowrap">
                <When at={file.at} />
              </td>
              <td className="cell-number">{byteWords(file.bytes)}</td>
              <td className="cell-number">
                {file.entries === null ? (
                  <span className="muted">
                    <FormattedMessage id="backup.entries.unknown" />
                  </span>
                ) : (
                  <FormattedNumber value={file.entries} />
                )}
              </td>
              {onDrill === null ? null : (
                <td className="cell-actions">
                  <Button
                    className="link-button"
                    aria-label={intl.formatMessage({ id: 'backup.drill.of' }, { file: fileName(file.file) })}
                    onPress={() => {
                      onDrill(file.file);
                    }}
                  >
                    <FormattedMessage id="backup.drill" />
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </ScrollTable>
      )}
    </Card>
  );
}
