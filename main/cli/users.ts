import { RESTRICTED_POLICIES, ROLES, type RestrictedPolicy, type Role } from '../../common/domain/roles.ts';
import { userId } from '../../common/contract/shared.ts';
import type { Person } from '../core/access/people.ts';
import type { PersonChange } from '../core/access/people-admin.ts';
import { usage, type CliContext, type RegisterCommand } from './context.ts';
import { newPassphrase } from './new-passphrase.ts';
import { withWorkspace } from './workspace.ts';

interface AddOptions {
  readonly role: string;
  readonly grant?: readonly string[];
  readonly newPassphraseFile?: string;
}

interface ChangeOptions {
  readonly role?: string;
  readonly grant?: readonly string[];
  /** False with `--no-grants`. */
  readonly grants?: boolean;
}

/** `quintet users …`: who may sign in, and what each may do. All but the list are for admins. */
export const registerUsers: RegisterCommand = (program, context) => {
  const users = program.command('users').description('people who may sign in; changes are for admins (--as)');
  users
    .command('list')
    .description('everybody, with role, grants and last sign-in')
    .action(() => list(context()));
  users
    .command('add')
    .description('adds a person with a first passphrase, which they have to change')
    .argument('<id>', 'pseudonym: the log names the person by it for good')
    .requiredOption('--role <role>', ROLES.join(', '))
    .option('--grant <policy...>', `restricted lanes the person may see: ${RESTRICTED_POLICIES.join(', ')}`)
    .option('--new-passphrase-file <file>', 'first line: the first passphrase; asked for at a terminal otherwise')
    .action((id: string, options: AddOptions) => add(context(), id, options));
  users
    .command('change')
    .description('gives somebody another role or other grants; it signs them out where they lose something')
    .argument('<id>')
    .option('--role <role>', ROLES.join(', '))
    .option('--grant <policy...>', 'the grants from now on, instead of those before')
    .option('--no-grants', 'takes every grant away')
    .action((id: string, options: ChangeOptions) => change(context(), id, changeOf(options)));
  users
    .command('disable')
    .description('signs somebody out and takes their key to the workspace away')
    .argument('<id>')
    .action((id: string) => change(context(), id, { disabled: true }));
  users
    .command('enable')
    .description('lets somebody in again; they need a new first passphrase')
    .argument('<id>')
    .action((id: string) => change(context(), id, { disabled: false }));
  users
    .command('passphrase')
    .description('gives somebody who forgot theirs a new first passphrase')
    .argument('<id>')
    .option('--new-passphrase-file <file>', 'first line: the new passphrase; asked for at a terminal otherwise')
    .action((id: string, options: { newPassphraseFile?: string }) => reset(context(), id, options.newPassphraseFile));
};

async function list(context: CliContext): Promise<void> {
  const people = await withWorkspace(context, { writable: false, procedure: 'people.list' }, (workspace) =>
    workspace.people(),
  );
  for (const { signedInAt, ...person } of people)
    await context.row({ ...person, lastSignedInAt: signedInAt }, () => lineOf({ ...person, signedInAt }));
}

function lineOf({ id, role, grants, disabled, initialPassphrase, signedInAt }: Person): string {
  const remarks = [
    ...(grants.length === 0 ? [] : [`may see ${grants.join(', ')}`]),
    ...(disabled ? ['may not sign in'] : []),
    ...(initialPassphrase ? ['first passphrase'] : []),
    signedInAt === null ? 'never signed in' : `last signed in ${signedInAt}`,
  ];
  return `${id}  ${role}  ${remarks.join('; ')}`;
}

async function add(context: CliContext, id: string, options: AddOptions): Promise<void> {
  if (!userId.safeParse(id).success)
    throw usage('An id is 1 to 64 small letters, digits, dots, hyphens and underlines, and starts with neither sign.');
  const role = roleOf(options.role);
  const grants = grantsOf(options.grant ?? []);
  const passphrase = await newPassphrase(options.newPassphraseFile, id);
  const { index } = await withWorkspace(
    context,
    { writable: true, procedure: 'people.add' },
    async (workspace, person) => {
      const { addPerson } = await import('../core/access/people-admin.ts');
      return addPerson(workspace, { id, role, grants, passphrase }, { by: person, now: Date.now() });
    },
  );
  await context.result({ added: id, role, grants, index }, () => `${id} was added as ${role}; log entry ${index}.`);
}

async function change(context: CliContext, id: string, wanted: PersonChange): Promise<void> {
  const { index } = await withWorkspace(
    context,
    { writable: true, procedure: 'people.change' },
    async (workspace, person) => {
      const { changePerson } = await import('../core/access/people-admin.ts');
      return changePerson(workspace, id, { change: wanted, by: person, now: Date.now() });
    },
  );
  await context.result({ changed: id, ...wanted, index }, () => `${id} was changed; log entry ${index}.`);
}

async function reset(context: CliContext, id: string, file: string | undefined): Promise<void> {
  const passphrase = await newPassphrase(file, id);
  const { index } = await withWorkspace(
    context,
    { writable: true, procedure: 'people.resetPassphrase' },
    async (workspace, person) => {
      const { resetPassphrase } = await import('../core/access/people-admin.ts');
      return resetPassphrase(workspace, id, { passphrase, by: person, now: Date.now() });
    },
  );
  await context.result({ changed: id, index }, () => `${id} has a new first passphrase; log entry ${index}.`);
}

function changeOf({ role, grant, grants }: ChangeOptions): PersonChange {
  const wanted: PersonChange = {
    ...(role === undefined ? {} : { role: roleOf(role) }),
    ...(grants === false ? { grants: [] } : {}),
    ...(grant === undefined ? {} : { grants: grantsOf(grant) }),
  };
  if (Object.keys(wanted).length === 0) throw usage('Say what to change: --role, --grant or --no-grants.');
  return wanted;
}

function roleOf(text: string): Role {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw usage(`--role: there is no role ${text}. Roles are ${ROLES.join(', ')}.`);
  return role;
}

function grantsOf(texts: readonly string[]): RestrictedPolicy[] {
  return texts.map((text) => {
    const policy = RESTRICTED_POLICIES.find((known) => known === text);
    if (policy === undefined)
      throw usage(`--grant: ${text} is not a restricted policy. There is ${RESTRICTED_POLICIES.join(', ')}.`);
    return policy;
  });
}
