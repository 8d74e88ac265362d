import { mayCall } from '../../common/access.ts';
import type { MethodName } from '../../common/contract.ts';
import type { Role } from '../../common/domain/roles.ts';
import { ProblemError } from '../../common/errors.ts';
import type { Person } from '../core/access/people.ts';
import type { VaultFile } from '../core/keys/vault.ts';
import type { Workspace } from '../core/workspace/open.ts';
import type { CliContext } from './context.ts';
import { givenPassphrase } from './passphrase.ts';

/** Who is looked for first where the whole log is to be read. */
export const OVERSEERS: readonly Role[] = ['auditor', 'lead'];

export interface WorkspaceUse {
  readonly writable: boolean;
  /** The procedure of the window this command stands for: who may not call that may not run this. Null: everybody. */
  readonly procedure: MethodName | null;
  /** Roles to look for first when nobody is named with `--as`. */
  readonly prefer?: readonly Role[];
}

/**
 * Unlocks and opens the workspace a command works on, as the person given with `--as` or the first one who may do it,
 * and closes it whatever happens. The core is loaded here, so that `--help` and mistakes in the command line answer at
 * once.
 * @throws ProblemError PASSPHRASE_MISSING, PASSPHRASE_WRONG, NOT_ALLOWED and those of opening a workspace
 */
export async function withWorkspace<Result>(
  context: CliContext,
  use: WorkspaceUse,
  work: (workspace: Workspace, person: Person) => Promise<Result>,
): Promise<Result> {
  const { defaultFolder, layoutOf } = await import('../core/workspace/layout.ts');
  const { readInfo } = await import('../core/workspace/info.ts');
  const { openWorkspace } = await import('../core/workspace/open.ts');
  const { ANYBODY, countedAs, openAttempts } = await import('../core/keys/attempts.ts');
  const { openVault, openVaultOfAnybody, readVault } = await import('../core/keys/vault.ts');
  const { SAMPLE_PASSPHRASE } = await import('../core/access/people.ts');
  const folder = context.workspace ?? defaultFolder();
  const layout = layoutOf(folder);
  const info = readInfo(layout);
  const file = readVault(layout.vaultFile, info.id);
  const passphrase = info.sample ? SAMPLE_PASSPHRASE : await givenPassphrase(context, 'Passphrase: ');
  if (passphrase === null) throw new ProblemError('PASSPHRASE_MISSING');
  const attempts = openAttempts(layout.attemptsFile);
  const counted = context.actor === null ? ANYBODY : countedAs(file, context.actor);
  attempts.require(counted, Date.now());
  const vault = await (
    context.actor === null ? openVaultOfAnybody(file, passphrase) : openVault(file, context.actor, passphrase)
  ).catch((thrown: unknown) => {
    if (thrown instanceof ProblemError && thrown.code === 'PASSPHRASE_WRONG' && !info.sample)
      attempts.fail(counted, Date.now());
    throw thrown;
  });
  const holder = vault.user;
  attempts.succeed(countedAs(file, holder));
  const workspace = await openWorkspace(folder, { asHost: false, vault, writable: use.writable });
  try {
    const people = await workspace.people();
    const person = await actingPerson({ people, holder, file, passphrase, named: context.actor !== null }, use);
    return await work(workspace, person);
  } finally {
    await workspace.close();
  }
}

interface Candidates {
  readonly people: readonly Person[];
  /** Whose passphrase opened the vault. */
  readonly holder: string;
  readonly file: VaultFile;
  readonly passphrase: string;
  readonly named: boolean;
}

/** Several people may still share the first passphrase; only who proves it acts. */
async function actingPerson(
  { people, holder, file, passphrase, named }: Candidates,
  { procedure, prefer = [] }: WorkspaceUse,
): Promise<Person> {
  const { openVault } = await import('../core/keys/vault.ts');
  const may = (person: Person): boolean => !person.disabled && (procedure === null || mayCall(procedure, person.role));
  const own = people.find(({ id }) => id === holder);
  if (own === undefined || own.disabled) throw new ProblemError('PASSPHRASE_WRONG');
  const preferred = (person: Person): boolean => prefer.length === 0 || prefer.includes(person.role);
  if (may(own) && (named || preferred(own))) return own;
  if (!named) {
    const others = people.filter((person) => person !== own && may(person));
    const inOrder = [...others.filter(preferred), ...(may(own) ? [own] : []), ...others.filter((p) => !preferred(p))];
    for (const person of inOrder) {
      if (person === own) return own;
      const vault = await openVault(file, person.id, passphrase).catch(() => null);
      vault?.close();
      if (vault !== null) return person;
    }
  }
  throw new ProblemError('NOT_ALLOWED', `${own.id} is ${own.role} here, and that role may not do this.`);
}
