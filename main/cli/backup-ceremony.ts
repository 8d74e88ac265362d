import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { ProblemError } from '../../common/errors.ts';
import type { Person } from '../core/access/people.ts';
import type { Workspace } from '../core/workspace/open.ts';
import { usage, type CliContext } from './context.ts';
import { askHidden } from './passphrase.ts';
import { withWorkspace } from './workspace.ts';

/** Clears the terminal and what it keeps to scroll back to. */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';
/** The one ceremony of this process. */
const TERMINAL = 'terminal';

/** `quintet backup ceremony`: makes a recovery key and proposes its public half to a second admin. */
export async function ceremony(context: CliContext, identityOut: string | null): Promise<void> {
  if (identityOut === null && !(process.stdin.isTTY && process.stderr.isTTY))
    throw usage('The ceremony needs a terminal. For a scripted set-up name a file: --identity-out FILE.');
  if (identityOut !== null && existsSync(identityOut))
    throw usage(`There already is a file ${identityOut}. It was left as it is; name another one.`);
  const done = await withWorkspace(
    context,
    { writable: true, procedure: 'backup.finishCeremony' },
    (workspace, person) =>
      identityOut === null ? atTerminal(workspace, person) : intoFile(workspace, person, identityOut),
  );
  if (identityOut !== null)
    context.note(
      `The recovery secret is now in ${identityOut} on this machine. That is weaker than writing it down: move the file to a place that is offline, and delete it here.`,
    );
  await context.result({ recipient: done.recipient, proposal: done.proposal, identity: identityOut }, () =>
    [
      `Recovery key ${done.recipient} is proposed as ${done.proposal}.`,
      'It is not in use yet: a second admin must approve it with',
      `  quintet --as ANOTHER-ADMIN keys approve ${done.proposal}`,
    ].join('\n'),
  );
}

interface Proposed {
  readonly recipient: string;
  /** Id of the proposal. */
  readonly proposal: string;
}

async function proposeKey(workspace: Workspace, recipient: string, person: Person): Promise<Proposed> {
  const { propose } = await import('../core/keys/proposals.ts');
  const { id } = await propose(workspace, { action: 'recovery', recipient }, person, Date.now());
  return { recipient, proposal: id };
}

async function atTerminal(workspace: Workspace, person: Person): Promise<Proposed> {
  const { Ceremonies } = await import('../core/backup/ceremony.ts');
  const ceremonies = new Ceremonies(Date.now);
  const { ceremony: id, groups, ask } = await ceremonies.begin(TERMINAL);
  process.stderr.write(
    [
      'Write this down now, on paper. It is shown once and stored nowhere; whoever has it can open every backup.',
      '',
      ...groups.map((group, at) => `${String(at + 1).padStart(4)}  ${group}`),
      '',
      '',
    ].join('\n'),
  );
  try {
    await askHidden('Press Enter when it is written down; the screen is then cleared. ');
    process.stderr.write(CLEAR);
    for (;;) {
      const answers: string[] = [];
      for (const position of ask) answers.push(await askHidden(`Group ${position}: `));
      try {
        const recipient = ceremonies.check(TERMINAL, id, answers);
        return await proposeKey(workspace, recipient, person);
      } catch (thrown) {
        const again = thrown instanceof ProblemError && thrown.code === 'CEREMONY_WRONG' && ceremonies.waits(id);
        if (!again) throw thrown;
        process.stderr.write(`${thrown.message}\n`);
      }
    }
  } finally {
    process.stderr.write(CLEAR);
    ceremonies.forget(TERMINAL);
  }
}

async function intoFile(workspace: Workspace, person: Person, path: string): Promise<Proposed> {
  const { newRecoveryKey } = await import('../core/backup/age-file.ts');
  const { secret, recipient } = await newRecoveryKey();
  writePrivately(path, `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${secret}\n`);
  try {
    return await proposeKey(workspace, recipient, person);
  } catch (thrown) {
    rmSync(path, { force: true });
    throw thrown;
  }
}

function writePrivately(path: string, text: string): void {
  let handle: number;
  try {
    handle = openSync(path, 'wx', 0o600);
  } catch {
    throw usage(`${path} cannot be written. Name a file in a folder that exists and that you may write to.`);
  }
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
