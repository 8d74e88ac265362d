import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { ProblemError } from '../../common/errors.ts';
import { ceremony } from './backup-ceremony.ts';
import { recoverySecret } from './backup-identity.ts';
import { EXIT, usage, type CliContext, type RegisterCommand } from './context.ts';
import { passphraseOfFile } from './passphrase.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet backup …`: make, verify, restore and prove backups; make the recovery key; set the schedule. */
export const registerBackup: RegisterCommand = (program, context) => {
  const backup = program.command('backup').description('backups to an offline recovery key');
  backup
    .command('create')
    .description('write an encrypted backup of the whole workspace')
    .requiredOption('--to <file>', 'file to write; it must not exist yet')
    .option('--recipient <age1…>', 'encrypt to this key (default: the recovery key)')
    .option('--reason <text>', 'why to this recipient, while there is no approved recovery key')
    .action((options: CreateArguments) => create(context(), options));
  withIdentity(backup.command('verify'), 'prove that a backup can be restored; needs no workspace').action(
    (file: string, options: { identity?: string }) => verify(context(), file, options.identity ?? null),
  );
  withIdentity(backup.command('restore'), 'restore a backup into a folder')
    .requiredOption('--to <dir>', 'a new or empty folder, or the workspace the backup is of')
    .option('--witness <file>', 'a checkpoint kept elsewhere that the restored log must continue', collect, [])
    .option('--override-newer', 'restore although the workspace there has seen more of the log')
    .option('--reason <text>', 'why; required with --override-newer')
    .addHelpText('after', '\nWith --as USER and --passphrase-file F that person gets a new first passphrase.')
    .action((file: string, options: RestoreArguments) => restore(context(), file, options));
  withIdentity(
    backup.command('drill'),
    'restore into a temporary folder, verify everything, and note it in the log',
  ).action((file: string, options: { identity?: string }) => drill(context(), file, options.identity ?? null));
  backup
    .command('ceremony')
    .description('make the recovery key: its secret is shown once, here')
    .option('--identity-out <file>', 'write the secret to a file instead; weaker, for scripted set-ups')
    .action((options: { identityOut?: string }) => ceremony(context(), options.identityOut ?? null));
  backup
    .command('schedule')
    .description('make backups by itself while a window is unlocked')
    .option('--every <hours>', 'hours between two backups', wholeFromOne)
    .option('--keep <count>', 'how many to keep', wholeFromOne)
    .option('--off', 'no scheduled backups')
    .action((options: { every?: number; keep?: number; off?: boolean }) => schedule(context(), options));
  backup
    .command('status')
    .description('recovery key, schedule, backups in the folder, last failure and last drill')
    .action(() => status(context()));
};

function withIdentity(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('<file>', 'the backup')
    .option('--identity <file>', 'file with the recovery secret (default: typed in at the terminal)');
}

interface CreateArguments {
  readonly to: string;
  readonly recipient?: string;
  readonly reason?: string;
}

async function create(context: CliContext, { to, recipient, reason }: CreateArguments): Promise<void> {
  const made = await withWorkspace(
    context,
    { writable: true, procedure: 'backup.create' },
    async (workspace, person) => {
      const { createBackup } = await import('../core/backup/create-backup.ts');
      const from = { recipient: recipient ?? null, reason: reason ?? null, actor: person.id, now: Date.now() };
      return createBackup(workspace, { to: resolve(to), ...from });
    },
  );
  const { file, sha256, bytes, entries, checkpoint } = made;
  await context.result(
    { ok: true, sha256, entries, checkpoint, file, bytes },
    () => `Backup of ${entries} log entries written to ${file} (${bytes} bytes, SHA-256 ${sha256}).`,
  );
}

async function verify(context: CliContext, file: string, identity: string | null): Promise<void> {
  const secret = await recoverySecret(identity);
  const { verifyBackup } = await import('../core/backup/open-backup.ts');
  const { sha256Of } = await import('../core/backup/write-file.ts');
  const report = await verifyBackup(file, secret).catch(async (thrown: unknown) => {
    if (!(thrown instanceof ProblemError) || thrown.code !== 'BACKUP_DAMAGED') throw thrown;
    const { code, message } = thrown;
    return { ok: false, sha256: await sha256Of(file), entries: null, checkpoint: null, code, problems: [message] };
  });
  await context.result(report, () =>
    report.ok
      ? `The backup is whole: ${report.entries ?? 0} log entries, up to the checkpoint over ${report.checkpoint?.size ?? 0}.`
      : ['The backup is NOT whole.', ...report.problems].join('\n'),
  );
  if (!report.ok) process.exitCode = EXIT.wrong;
}

interface RestoreArguments {
  readonly to: string;
  readonly identity?: string;
  readonly witness: readonly string[];
  readonly overrideNewer?: boolean;
  readonly reason?: string;
}

async function restore(context: CliContext, file: string, options: RestoreArguments): Promise<void> {
  const override = overrideOf(options);
  const slot = slotOf(context);
  const secret = await recoverySecret(options.identity ?? null);
  const { restoreBackup } = await import('../core/backup/restore.ts');
  const outcome = await restoreBackup({
    file,
    secret,
    to: options.to,
    witnesses: options.witness,
    slot,
    override,
    actor: 'quintet',
    now: Date.now(),
  });
  const { folder, sha256, entries, checkpoint, discarded, keptAside } = outcome;
  await context.result({ ok: true, sha256, entries, checkpoint, workspace: folder, discarded, keptAside }, () =>
    [
      `Restored ${entries} log entries into ${folder}.`,
      ...(discarded > 0 ? [`${discarded} newer entries were given up; the log says so.`] : []),
      ...(keptAside === null ? [] : [`What was there is kept in ${keptAside}.`]),
    ].join('\n'),
  );
}

function overrideOf({ overrideNewer, reason }: RestoreArguments): { reason: string } | null {
  const text = reason?.trim() ?? '';
  if (overrideNewer !== true) {
    if (reason !== undefined) throw usage('--reason belongs to --override-newer.');
    return null;
  }
  if (text === '' || text.length > 2_000) throw usage('--override-newer needs a --reason of 1 to 2,000 characters.');
  return { reason: text };
}

/** Who holds the recovery key holds everything, so no passphrase is asked for; a new one is given to one person. */
function slotOf({ actor, passphraseFile }: CliContext): { user: string; passphrase: string } | null {
  if (passphraseFile === null) return null;
  if (actor === null) throw usage('--passphrase-file names a new first passphrase here: say whose with --as USER.');
  return { user: actor, passphrase: passphraseOfFile(passphraseFile) };
}

async function drill(context: CliContext, file: string, identity: string | null): Promise<void> {
  const secret = await recoverySecret(identity);
  const report = await withWorkspace(
    context,
    { writable: true, procedure: 'backup.drill' },
    async (workspace, person) => {
      const { drillBackup } = await import('../core/backup/drill.ts');
      const { recordDrill } = await import('../core/backup/records.ts');
      const outcome = await drillBackup(workspace, resolve(file), secret);
      await recordDrill(workspace, { ...outcome, file }, person, Date.now());
      return outcome;
    },
  );
  await context.result(report, () =>
    report.ok
      ? `The drill succeeded: ${report.entries} log entries verified, ${report.opened} of ${report.cases} cases opened with the keys from the backup.`
      : ['The drill FAILED.', ...report.problems].join('\n'),
  );
  if (!report.ok) process.exitCode = EXIT.wrong;
}

async function schedule(
  context: CliContext,
  { every, keep, off }: { every?: number; keep?: number; off?: boolean },
): Promise<void> {
  const wanted = off === true ? null : every === undefined || keep === undefined ? undefined : { every, keep };
  if (wanted === undefined || (off === true && (every ?? keep) !== undefined))
    throw usage('Give --every HOURS and --keep COUNT, or --off.');
  const next = wanted === null ? null : { everyHours: wanted.every, keep: wanted.keep };
  const { index } = await withWorkspace(
    context,
    { writable: true, procedure: 'backup.setSchedule' },
    async (workspace, person) => {
      const { recordSchedule } = await import('../core/backup/records.ts');
      return recordSchedule(workspace, next, person, Date.now());
    },
  );
  await context.result({ schedule: next, index }, () =>
    next === null ? 'No scheduled backups.' : `A backup every ${next.everyHours} h; the newest ${next.keep} are kept.`,
  );
}

async function status(context: CliContext): Promise<void> {
  const report = await withWorkspace(context, { writable: false, procedure: 'backup.status' }, async (workspace) => {
    const { backupStatus } = await import('../core/backup/status.ts');
    const { elsewhereOf } = await import('../core/backup/settings.ts');
    const elsewhere = elsewhereOf(workspace.keys).map(({ at, sha256, recipient, text }) => ({
      at,
      sha256,
      recipient,
      reason: text,
    }));
    return { ...(await backupStatus(workspace)), elsewhere };
  });
  await context.result(report, () =>
    [
      report.recipient === null ? 'There is no recovery key yet.' : `Recovery key: ${report.recipient}`,
      ...(report.pending === null
        ? []
        : [
            `Waits for a second admin: ${report.pending.recipient}, proposed by ${report.pending.proposedBy} (${report.pending.at})`,
            `  quintet --as ANOTHER-ADMIN keys approve ${report.pending.proposal}`,
          ]),
      report.schedule === null
        ? 'No scheduled backups.'
        : `A backup every ${report.schedule.everyHours} h; the newest ${report.schedule.keep} are kept.`,
      `${report.files.length} backups in ${report.folder}`,
      ...report.files.map(({ file, bytes, at }) => `  ${file}  ${bytes} bytes  ${at}`),
      ...report.elsewhere.map(
        ({ at, recipient, reason }) => `To another key on ${at}: ${recipient}, because: ${reason}`,
      ),
      ...(report.lastFailure === null
        ? []
        : [`Last failure (${report.lastFailure.at}): ${report.lastFailure.message}`]),
      report.lastDrill === null
        ? 'No restore drill yet.'
        : `Last drill: ${report.lastDrill.at}, ${report.lastDrill.ok ? 'succeeded' : 'FAILED'} (${report.lastDrill.file})`,
    ].join('\n'),
  );
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function wholeFromOne(text: string): number {
  if (!/^[1-9]\d{0,3}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}
