import { QUARANTINE_CODES, isQuarantineCode } from '../../common/domain/quarantine.ts';
import { EXIT, usage, type RegisterCommand } from './context.ts';
import { givenReason } from './reason.ts';
import { withWorkspace } from './workspace.ts';

const LISTED = 500;

/** `quintet quarantine list|inspect|release|delete`: what was refused, and what a lead does with it. Never content. */
export const registerQuarantine: RegisterCommand = (program, context) => {
  const quarantine = program.command('quarantine').description('reports that were refused; for leads');

  quarantine
    .command('list')
    .description('refused reports, newest first: code and size, never content')
    .action(async () => {
      const surroundings = context();
      const use = { writable: false, procedure: 'quarantine.list' } as const;
      const { total, rows } = await withWorkspace(surroundings, use, ({ quarantine: lane }) => lane.list(LISTED));
      for (const row of rows)
        await surroundings.row(row, () => `${row.id}  ${row.at}  ${row.code}  ${row.bytes} bytes  by ${row.via}`);
      if (total > rows.length) surroundings.note(`The newest ${rows.length} of ${total} are listed.`);
      if (total === 0) surroundings.note('Nothing is in quarantine.');
    });

  quarantine
    .command('inspect')
    .description('everything known about one of them but its content; that you looked is logged first')
    .argument('<id>', 'number, as `quarantine list` shows it')
    .action(async (given: string) => {
      const surroundings = context();
      const id = itemNumber(given);
      const found = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'quarantine.inspect' },
        async (workspace, person) => {
          const { inspectItem } = await import('../core/quarantine/quarantine-desk.ts');
          return inspectItem(workspace, { id, person, now: Date.now() });
        },
      );
      await surroundings.result(found, () => {
        const { notReleasable } = found;
        const release =
          notReleasable === null ? 'It may be released.' : `It cannot be released: ${sentence(notReleasable)}`;
        const messages = (found.messages ?? []).map(
          ({ slot, verdict, failed }) => `\n  message ${slot}: ${verdict}${failed === null ? '' : ` (${failed})`}`,
        );
        return `${found.code}: ${sentence(found.code)} ${release}${messages.join('')}`;
      });
    });

  quarantine
    .command('release')
    .description('verifies one of them again as things stand now and lets it into the queue')
    .argument('<id>', 'number, as `quarantine list` shows it')
    .requiredOption('--reason <text>', 'why it may go on')
    .action(async (given: string, { reason }: { reason: string }) => {
      const surroundings = context();
      const request = { id: itemNumber(given), reason: givenReason(reason) };
      const done = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'quarantine.release' },
        async (workspace, person) => {
          const { releaseItem } = await import('../core/quarantine/quarantine-desk.ts');
          return releaseItem(workspace, { ...request, person, now: Date.now() });
        },
      );
      if (done.outcome === 'refused') process.exitCode = EXIT.wrong;
      await surroundings.result(done, () => {
        if (done.outcome === 'queued') return 'It is in the queue.';
        if (done.outcome === 'duplicate') return 'The report was in the queue already; quarantine lets go of it.';
        return `It stays in quarantine. ${sentence(done.code ?? '')}`;
      });
    });

  quarantine
    .command('delete')
    .description('deletes one of them for good')
    .argument('<id>', 'number, as `quarantine list` shows it')
    .requiredOption('--reason <text>', 'why it is deleted')
    .action(async (given: string, { reason }: { reason: string }) => {
      const surroundings = context();
      const request = { id: itemNumber(given), reason: givenReason(reason) };
      const { index, emptied } = await withWorkspace(
        surroundings,
        { writable: true, procedure: 'quarantine.delete' },
        async (workspace, person) => {
          const { deleteItem } = await import('../core/quarantine/quarantine-desk.ts');
          return deleteItem(workspace, { ...request, person, now: Date.now() });
        },
      );
      if (!emptied)
        surroundings.note('Another program reads the workspace: the old bytes leave the disk when it ends.');
      await surroundings.result({ deleted: true, index }, () => `Deleted; log entry ${index}.`);
    });
};

function sentence(code: string): string {
  return isQuarantineCode(code) ? QUARANTINE_CODES[code] : code;
}

function itemNumber(given: string): number {
  if (/^[1-9]\d{0,14}$/u.test(given)) return Number(given);
  throw usage(`"${given}" is no number of an item. See: quintet quarantine list.`);
}
