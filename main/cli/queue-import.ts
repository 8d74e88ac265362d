import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { QUARANTINE_CODES } from '../../common/domain/quarantine.ts';
import { ProblemError } from '../../common/errors.ts';
import type { ImportTally } from '../core/intake/import-bundles.ts';
import { bringerOf } from './actor.ts';
import type { CliContext, RegisterCommand } from './context.ts';
import { withWorkspace } from './workspace.ts';

const STDIN = '-';

/** `quintet queue import`: takes in bundles as JSON Lines. */
export const registerQueueImport: RegisterCommand = (program, context) => {
  const queue = program.commands.find((command) => command.name() === 'queue') ?? program.command('queue');
  queue
    .command('import')
    .description('take in bundles, one JSON document a line; - reads standard input')
    .argument('<files...>', 'files of bundles, or -')
    .action(async (files: string[]) => {
      await importFiles(files, context());
    });
};

async function importFiles(files: readonly string[], context: CliContext): Promise<void> {
  for (const file of files) if (file !== STDIN) await requireReadable(file);
  const { emptyTally, importBundles } = await import('../core/intake/import-bundles.ts');
  const tally = emptyTally();
  await withWorkspace(context, { writable: true, procedure: null }, async (workspace) => {
    const { queue, quarantine, trust } = workspace;
    const actor = await bringerOf(context, workspace);
    const deps = { queue, quarantine, trust, via: 'import' as const, actor, now: Date.now };
    for (const file of files) {
      const name = file === STDIN ? 'standard input' : file;
      const stream: AsyncIterable<Uint8Array> = file === STDIN ? process.stdin : createReadStream(file);
      await importBundles(readable(stream, name), deps, tally, (line, code, field) => {
        const where = field === null ? '' : ` (${field})`;
        context.note(`${name}, line ${line}: ${code}${where}. ${QUARANTINE_CODES[code]} It is in quarantine.`);
      });
    }
  }).catch((thrown: unknown) => {
    if (tally.read > 0) context.note(`Stopped early; what was read is safe. ${summary(tally)}`);
    throw thrown;
  });
  await context.result(tally, () => summary(tally));
}

function summary({ read, queued, duplicate, quarantined }: ImportTally): string {
  return `${read} read: ${queued} queued, ${duplicate} already known, ${quarantined} in quarantine.`;
}

/** Checks a file before anything is imported, so that a wrong name imports nothing at all. */
async function requireReadable(path: string): Promise<void> {
  let file;
  try {
    file = await open(path, 'r');
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new ProblemError('FILE_MISSING', `There is no file ${path}. Nothing was imported.`);
    throw new ProblemError('FILE_UNREADABLE', `${path} cannot be opened; check its permissions. Nothing was imported.`);
  }
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new ProblemError('FILE_UNREADABLE', `${path} is a folder. Nothing was imported.`);
    if (stats.isFile() && stats.size === 0)
      throw new ProblemError('FILE_EMPTY', `${path} is empty. Nothing was imported.`);
  } finally {
    await file.close();
  }
}

/** Turns a read error of one input into a problem that names it; storage problems pass through untouched. */
async function* readable(stream: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => {
      throw new ProblemError('FILE_UNREADABLE', `${name} could not be read to its end.`);
    });
    if (next.done === true) return;
    yield next.value;
  }
}
