import { copyFile } from 'node:fs/promises';
import { disclosureProcedures } from '../../common/contract/disclosure.ts';
import { uuid } from '../../common/contract/shared.ts';
import { DISCLOSURE_FIELDS } from '../../common/domain/disclosure.ts';
import { usage, type CliContext, type RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

interface ProposeOptions {
  readonly case: string;
  readonly authority: string;
  readonly reference: string;
  readonly legalBasis: string;
  readonly field: readonly string[];
  readonly recipient: string;
}

/** `quintet disclosure …`: a lawful request, from a lead's proposal over two admins' approval to the encrypted file. */
export const registerDisclosure: RegisterCommand = (program, context) => {
  const disclosure = program
    .command('disclosure')
    .description('lawful requests: a lead proposes and exports, two admins approve (--as)');
  disclosure
    .command('list')
    .description('every request, newest first')
    .action(() => list(context()));
  disclosure
    .command('propose')
    .description('writes a request down; nothing is read or handed out')
    .requiredOption('--case <id>', 'id of the case, as the log names it')
    .requiredOption('--authority <name>', 'who asks')
    .requiredOption('--reference <text>', "the authority's own reference")
    .requiredOption('--legal-basis <text>', 'what the request rests on')
    .requiredOption('--field <field...>', `what may be handed out: ${DISCLOSURE_FIELDS.join(', ')}`)
    .requiredOption('--recipient <age1…>', 'the key the file is encrypted to')
    .action((options: ProposeOptions) => propose(context(), options));
  for (const approve of [true, false])
    disclosure
      .command(approve ? 'approve' : 'reject')
      .description(approve ? 'one of the two approvals it takes' : 'closes a request; one rejection is enough')
      .argument('<request>', 'id, as `disclosure list` shows it')
      .action((id: string) => decide(context(), id, approve));
  disclosure
    .command('export')
    .description('makes the file of an approved request, encrypted to the authority')
    .argument('<request>')
    .option('--out <file>', 'copies the encrypted file there as well')
    .action((id: string, { out }: { out?: string }) => exportFile(context(), id, out ?? null));
};

async function list(context: CliContext): Promise<void> {
  const rows = await withWorkspace(
    context,
    { writable: false, procedure: 'disclosure.list' },
    async (workspace, person) => {
      const { listDisclosures } = await import('../core/disclosure/disclosure.ts');
      return listDisclosures(workspace, person);
    },
  );
  for (const row of rows) {
    const approvals = row.decisions.filter(({ approve }) => approve).map(({ actor }) => actor);
    await context.row(row, () =>
      [
        `${row.id}  ${row.state}  case ${row.code}  ${row.authority}, ${row.reference}`,
        `  ${row.fields.join(', ')}; proposed by ${row.proposedBy}, approved by ${approvals.join(', ') || 'nobody yet'}`,
      ].join('\n'),
    );
  }
  if (rows.length === 0) context.note('There are no requests.');
}

async function propose(context: CliContext, options: ProposeOptions): Promise<void> {
  const { case: caseId, authority, reference, legalBasis, field: fields, recipient } = options;
  const request = disclosureProcedures['disclosure.propose'].input.safeParse({
    ...{ caseId, authority, reference, legalBasis, fields, recipient },
  });
  if (!request.success) {
    const issue = request.error.issues[0];
    throw usage(`The request is not as expected: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`);
  }
  const { id } = await withWorkspace(
    context,
    { writable: true, procedure: 'disclosure.propose' },
    async (workspace, person) => {
      const { proposeDisclosure } = await import('../core/disclosure/disclosure.ts');
      return proposeDisclosure(workspace, request.data, { by: person, now: Date.now() });
    },
  );
  await context.result({ disclosure: id, fields }, () =>
    [`Proposed as ${id}. Two admins approve it, each with`, `  quintet --as AN-ADMIN disclosure approve ${id}`].join(
      '\n',
    ),
  );
}

async function decide(context: CliContext, given: string, approve: boolean): Promise<void> {
  const id = idOf(given);
  const done = await withWorkspace(
    context,
    { writable: true, procedure: 'disclosure.decide' },
    async (workspace, person) => {
      const { decideDisclosure, listDisclosures } = await import('../core/disclosure/disclosure.ts');
      const { index } = await decideDisclosure(workspace, { id, approve }, { by: person, now: Date.now() });
      const state = (await listDisclosures(workspace, person)).find((row) => row.id === id)?.state;
      return { disclosure: id, state, index };
    },
  );
  await context.result(done, () => `The request is ${done.state ?? 'closed'}; log entry ${done.index}.`);
}

async function exportFile(context: CliContext, given: string, out: string | null): Promise<void> {
  const id = idOf(given);
  const made = await withWorkspace(
    context,
    { writable: true, procedure: 'disclosure.export' },
    async (workspace, person) => {
      const { exportDisclosure } = await import('../core/disclosure/disclosure.ts');
      return exportDisclosure(workspace, id, { by: person, now: Date.now() });
    },
  );
  if (out !== null)
    await copyFile(made.file, out).catch(() => {
      throw usage(`The file was made, ${made.file}, but it cannot be copied to ${out}.`);
    });
  await context.result(
    { disclosure: id, ...made, out },
    () => `${made.bytes} bytes, encrypted to the authority: ${out ?? made.file}`,
  );
}

function idOf(given: string): string {
  const id = given.toLowerCase();
  if (!uuid.safeParse(id).success) throw usage(`${given} is not the id of a request. See: quintet disclosure list.`);
  return id;
}
