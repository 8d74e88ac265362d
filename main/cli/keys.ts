import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { askedChange, type AskedChange } from '../../common/contract/keys.ts';
import { uuid } from '../../common/contract/shared.ts';
import { ProblemError } from '../../common/errors.ts';
import { usage, type CliContext, type RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

interface RotateOptions {
  readonly validDays: string;
  readonly overlapDays: string;
}

interface PlatformOptions {
  readonly name: string;
  readonly publicKey: string;
  readonly from: string;
  readonly until: string;
}

interface RuleOptions {
  readonly allowUnsigned: string;
  readonly maxAgeDays: string;
}

/** `quintet keys …`: team keys, platform keys, intake rules, and the two people a change of them takes. */
export const registerKeys: RegisterCommand = (program, context) => {
  const keys = program.command('keys').description('keys and rules of intake; a change takes two admins (--as)');
  keys
    .command('list')
    .description('team keys, trusted platforms and the rules of intake; public halves only')
    .action(() => list(context()));
  keys
    .command('export')
    .description('writes the public keys that reports are sealed to, for the platforms that send them')
    .requiredOption('--out <file>', 'where to write the JSON document')
    .action(({ out }: { out: string }) => exportKeys(context(), out));
  withDays(keys.command('rotate'))
    .description('proposes a new team key; the same as `keys propose rotate`')
    .action((options: RotateOptions) => propose(context(), rotation(options)));
  registerPropose(keys.command('propose').description('asks for a change; a second admin approves it'), context);
  keys
    .command('proposals')
    .description('what was proposed, newest first')
    .action(() => proposals(context()));
  keys
    .command('approve')
    .description('applies what another admin has proposed')
    .argument('<proposal>', 'id, as `keys proposals` shows it')
    .action((id: string) => decide(context(), id, 'approve'));
  keys
    .command('reject')
    .description('closes what another admin has proposed; nothing changes')
    .argument('<proposal>')
    .action((id: string) => decide(context(), id, 'reject'));
  keys
    .command('withdraw')
    .description('takes your own proposal back')
    .argument('<proposal>')
    .action((id: string) => decide(context(), id, 'withdraw'));
};

function withDays(command: Command): Command {
  return command
    .option('--valid-days <n>', 'days reports are sealed to the new key', '365')
    .option('--overlap-days <n>', 'days they are still sealed to the old one as well', '30');
}

function registerPropose(command: Command, context: () => CliContext): void {
  withDays(command.command('rotate'))
    .description('a new team key; the old one still opens what was sealed to it')
    .action((options: RotateOptions) => propose(context(), rotation(options)));
  const byId = { retire: 'nothing new is sealed to a team key', destroy: 'removes the private half for good' } as const;
  for (const action of ['retire', 'destroy'] as const)
    command
      .command(action)
      .description(byId[action])
      .argument('<key>', 'id of the key')
      .action((keyId: string) => propose(context(), { action, keyId }));
  command
    .command('trust-platform')
    .description('takes in reports that are signed with this key')
    .argument('<key>', 'id, as the platform names it in its reports')
    .requiredOption('--name <name>', 'what people call the platform')
    .requiredOption('--public-key <base64>', 'Ed25519, 32 bytes')
    .requiredOption('--from <time>', 'reports received from this time on')
    .requiredOption('--until <time>', 'and up to this one')
    .action((keyId: string, { name, publicKey, from, until }: PlatformOptions) =>
      propose(context(), {
        action: 'trustPlatform',
        ...{ keyId, name, publicKey, notBefore: timeOf(from, '--from'), notAfter: timeOf(until, '--until') },
      }),
    );
  command
    .command('retire-platform')
    .description('no report signed with this key is believed any more, whenever it was received')
    .argument('<key>')
    .action((keyId: string) => propose(context(), { action: 'retirePlatform', keyId }));
  command
    .command('intake-rules')
    .description('which reports are taken in')
    .requiredOption('--allow-unsigned <yes|no>', 'whether reports without message franking are taken in')
    .requiredOption('--max-age-days <n>', 'how old a report may be')
    .action(({ allowUnsigned, maxAgeDays }: RuleOptions) => {
      if (allowUnsigned !== 'yes' && allowUnsigned !== 'no') throw usage('--allow-unsigned is yes or no.');
      const change = { action: 'intakeRules', allowUnsigned: allowUnsigned === 'yes', maxAgeDays: Number(maxAgeDays) };
      return propose(context(), change);
    });
}

function rotation({ validDays, overlapDays }: RotateOptions): unknown {
  return { action: 'rotate', validDays: Number(validDays), overlapDays: Number(overlapDays) };
}

async function list(context: CliContext): Promise<void> {
  const found = await withWorkspace(context, { writable: false, procedure: 'keys.list' }, async (workspace) => {
    const { listKeys } = await import('../core/keys/proposals.ts');
    return listKeys(workspace, Date.now());
  });
  await context.result(found, () => {
    const { team, platforms, rules } = found;
    return [
      ...team.map(
        ({ keyId, state, notBefore, notAfter, bundles }) =>
          `team      ${keyId}  ${state}  ${notBefore} – ${notAfter}  alone opens ${bundles}`,
      ),
      ...platforms.map(
        ({ keyId, name, state, notBefore, notAfter }) =>
          `platform  ${keyId}  ${state}  ${notBefore} – ${notAfter}  ${name}`,
      ),
      `Reports without message franking are ${rules.allowUnsigned ? '' : 'not '}taken in; at most ${rules.maxAgeDays} days old.`,
    ].join('\n');
  });
}

async function exportKeys(context: CliContext, out: string): Promise<void> {
  const document = await withWorkspace(context, { writable: false, procedure: 'keys.list' }, async (workspace) => {
    const { publicKeys } = await import('../core/keys/proposals.ts');
    return publicKeys(workspace, Date.now());
  });
  try {
    await writeFile(out, `${JSON.stringify(document, null, 2)}\n`);
  } catch {
    throw usage(`${out} cannot be written. Name a file in a folder that exists and that you may write to.`);
  }
  const { keys } = document;
  await context.result(
    { out, keys: keys.map(({ keyId }) => keyId) },
    () => `${keys.length} public keys written to ${out}.`,
  );
}

async function propose(context: CliContext, wanted: unknown): Promise<void> {
  const change = changeOf(wanted);
  const { id, bundlesLost } = await withWorkspace(
    context,
    { writable: true, procedure: 'keys.propose' },
    async (workspace, person) => {
      const core = await import('../core/keys/proposals.ts');
      const made = await core.propose(workspace, change, person, Date.now());
      const listed = (await core.listProposals(workspace)).find((proposal) => proposal.id === made.id);
      return { ...made, bundlesLost: listed?.bundlesLost ?? null };
    },
  );
  await context.result({ proposal: id, change, bundlesLost }, () =>
    [
      `Proposed as ${id}. Nothing has changed yet: another admin approves it with`,
      `  quintet --as ANOTHER-ADMIN keys approve ${id}`,
      ...(bundlesLost === null ? [] : [`The content of ${bundlesLost} decided cases will then be gone for good.`]),
    ].join('\n'),
  );
}

function changeOf(wanted: unknown): AskedChange {
  const parsed = askedChange.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw usage(`${issue?.path.join('.') ?? 'The change'} is not as expected: ${issue?.message ?? ''}.`);
}

async function proposals(context: CliContext): Promise<void> {
  const found = await withWorkspace(context, { writable: false, procedure: 'proposals.list' }, async (workspace) => {
    const { listProposals } = await import('../core/keys/proposals.ts');
    return listProposals(workspace);
  });
  for (const proposal of found) {
    const { id, state, change, proposedBy, proposedAt, decidedBy } = proposal;
    const key = 'keyId' in change ? ` ${change.keyId}` : change.action === 'recovery' ? ` ${change.recipient}` : '';
    const decided = decidedBy === null ? '' : `, decided by ${decidedBy}`;
    await context.row(
      proposal,
      () => `${id}  ${state}  ${change.action}${key}  by ${proposedBy} ${proposedAt}${decided}`,
    );
  }
  if (found.length === 0) context.note('Nothing was proposed.');
}

async function decide(context: CliContext, given: string, what: 'approve' | 'reject' | 'withdraw'): Promise<void> {
  const id = given.toLowerCase();
  if (!uuid.safeParse(id).success) throw usage(`${given} is not the id of a proposal. See: quintet keys proposals.`);
  const done = await withWorkspace(
    context,
    { writable: true, procedure: 'proposals.decide' },
    async (workspace, person) => {
      const core = await import('../core/keys/proposals.ts');
      const found = (await core.listProposals(workspace)).find((proposal) => proposal.id === id);
      if (what === 'withdraw' && found !== undefined && found.proposedBy !== person.id)
        throw new ProblemError('NOT_ALLOWED', `${found.proposedBy} has proposed this and can withdraw it.`);
      const { index } = await core.decide(workspace, { id, approve: what === 'approve' }, person, Date.now());
      const after = (await core.listProposals(workspace)).find((proposal) => proposal.id === id);
      return { proposal: id, state: after?.state, index };
    },
  );
  await context.result(done, () => `The proposal is ${done.state ?? 'closed'}; log entry ${done.index}.`);
}

/** A day or an RFC 3339 time, as RFC 3339 UTC in milliseconds. */
function timeOf(text: string, option: string): string {
  const time = /^\d{4}-\d{2}-\d{2}(?:$|T)/u.test(text) ? new Date(text) : null;
  if (time === null || Number.isNaN(time.getTime()))
    throw usage(`${option}: "${text}" is not a time such as 2026-01-31 or 2026-01-31T12:00:00Z.`);
  return time.toISOString();
}
