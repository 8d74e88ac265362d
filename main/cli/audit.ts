import { readFile, writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { ProblemError } from '../../common/errors.ts';
import { EXIT, usage, type CliContext, type RegisterCommand } from './context.ts';
import { exportLog, type ExportOptions } from './audit-export.ts';
import { OVERSEERS, withWorkspace } from './workspace.ts';

/** `quintet audit …`: checks, exports and proves the log. */
export const registerAudit: RegisterCommand = (program, context) => {
  const audit = program.command('audit').description('the log: check it, export it, prove entries');
  audit
    .command('verify')
    .description('check every entry, the tree, the signatures, the columns and the checkpoint')
    .option('--every-signature', 'check signatures again that an earlier verification has checked')
    .option('--content', 'also compare every stored case with what the log says came in')
    .action((options: VerifyCommand) => verify(context(), options));
  audit
    .command('export')
    .description('print the log, oldest first; the export itself is logged first')
    .option('--format <format>', 'jsonl or csv', 'jsonl')
    .option('--since <time>', 'from this time on')
    .option('--until <time>', 'before this time')
    .option('--policy <code>', 'only this policy; a first-level code includes its sub-policies')
    .option('--actor <user>', 'only what this person did')
    .action((options: ExportOptions) => exportLog(context(), options));
  audit
    .command('proof')
    .description('write the proof that an entry stands in the log')
    .requiredOption('--index <n>', 'index of the entry', wholeNumber)
    .requiredOption('--out <file>', 'where to write the .tlog-proof')
    .action((options: { index: number; out: string }) => prove(context(), options));
  audit
    .command('check-proof')
    .description('check a proof without a workspace')
    .argument('<file>', 'the .tlog-proof')
    .requiredOption('--key <file>', "the log's public keys (keys/log.pub of the workspace)")
    .action((file: string, options: { key: string }) => checkProofFile(context(), file, options.key));
  audit
    .command('checkpoint')
    .description('sign the present size and root of the log')
    .option('--out <file>', 'write the signed checkpoint there')
    .action((options: { out?: string }) => checkpoint(context(), options.out ?? null));
};

interface VerifyCommand {
  readonly everySignature?: boolean;
  readonly content?: boolean;
}

async function verify(context: CliContext, options: VerifyCommand): Promise<void> {
  const report = await openForVerify(context, async ({ log }) => {
    const found = await log.verifyFully({ everySignature: options.everySignature ?? false });
    if (options.content !== true) return { ...found, content: null };
    const content = await log.verifyContent();
    return { ...found, ok: found.ok && content.ok, problems: [...found.problems, ...content.problems], content };
  });
  const { content, ...log } = report;
  await context.result(content === null ? log : report, () => {
    const { ok, size, root, problems, signatures, ms } = report;
    const checked = `${signatures.checked} signatures checked now, ${signatures.checkedBefore} in an earlier verification`;
    const seconds = (ms / 1000).toFixed(1);
    const cases = content === null ? '' : ` ${content.checkedCases} cases compared, ${content.erased} of them erased.`;
    if (ok) return `The log is whole: ${size} entries, root ${root} (${checked}; ${seconds} s).${cases}`;
    return ['The log is NOT whole.', ...problems, `${size} entries, root ${root} (${checked}; ${seconds} s).`].join(
      '\n',
    );
  });
  if (!report.ok) process.exitCode = EXIT.wrong;
}

/**
 * Without the right to write the database, verification still runs, and nothing is remembered for the next time. The
 * folder itself must be writable even then: SQLite keeps memory it shares between processes in a file beside the database.
 */
async function openForVerify<Result>(
  context: CliContext,
  work: Parameters<typeof withWorkspace<Result>>[2],
): Promise<Result> {
  try {
    return await withWorkspace(context, { writable: true, procedure: 'log.verify' }, work);
  } catch (thrown) {
    if (!(thrown instanceof ProblemError) || thrown.code !== 'DB_READONLY') throw thrown;
    return withWorkspace(context, { writable: false, procedure: 'log.verify' }, work).catch((again: unknown) => {
      if (!(again instanceof ProblemError) || again.code !== 'DB_READONLY') throw again;
      throw new ProblemError(
        'DB_READONLY',
        'SQLite cannot read a workspace in a folder that cannot be written to. Copy the whole folder to a disk with room and verify the copy.',
      );
    });
  }
}

async function prove(context: CliContext, { index, out }: { index: number; out: string }): Promise<void> {
  const { text, checkpoint: signed } = await withWorkspace(
    context,
    { writable: true, procedure: 'log.case', prefer: OVERSEERS },
    async ({ log }, person) => {
      await log.append({
        at: new Date().toISOString(),
        actor: person.id,
        event: { kind: 'log.proven', entry: index },
      });
      return log.proof(index);
    },
  );
  await writeOut(out, text);
  const { size, root } = signed;
  await context.result({ ok: true, index, size, root }, () => `Proof of entry ${index} of ${size} written to ${out}.`);
}

async function checkProofFile(context: CliContext, file: string, keyFile: string): Promise<void> {
  const { checkProof, parseProof } = await import('../tlog/proof.ts');
  const { parseVerifierKey } = await import('../tlog/note.ts');
  const lines = (await readIn(keyFile)).split('\n').filter((line) => line.trim() !== '');
  const verifiers = lines.map((line, position) => {
    const verifier = parseVerifierKey(line);
    if (!verifier) throw usage(`${keyFile}, line ${position + 1}: this is not a public key of a log.`);
    return verifier;
  });
  if (verifiers.length === 0) throw usage(`${keyFile} holds no public key.`);
  const proof = parseProof(await readIn(file));
  const checked = typeof proof === 'string' ? proof : checkProof(proof, verifiers);
  if (typeof checked === 'string') throw new ProblemError('DATA_INVALID', `${file}: ${checked}.`);
  const { ok, index, checkpoint: stated, entry, problem } = checked;
  await context.result(
    { ok, index, size: stated.size, root: stated.root.toString('hex'), entry: entry?.draft ?? null, problem },
    () =>
      ok
        ? `The proof holds: entry ${index} of ${stated.size} in ${stated.origin}.`
        : `The proof does NOT hold. ${problem ?? ''}`,
  );
  if (!ok) process.exitCode = EXIT.wrong;
}

async function checkpoint(context: CliContext, out: string | null): Promise<void> {
  const signed = await withWorkspace(context, { writable: true, procedure: 'log.verify' }, ({ log }) =>
    log.checkpoint(),
  );
  if (out !== null) await writeOut(out, signed.note);
  await context.result(signed, () =>
    out === null ? signed.note.trimEnd() : `Checkpoint over ${signed.size} entries written to ${out}.`,
  );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 on.');
  return Number(text);
}

async function readIn(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new ProblemError('FILE_MISSING', `There is no file ${path}.`)
      : new ProblemError('FILE_UNREADABLE', `${path} cannot be read.`);
  }
}

async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch {
    throw usage(`${path} cannot be written. Name a file in a folder that exists and that you may write to.`);
  }
}
