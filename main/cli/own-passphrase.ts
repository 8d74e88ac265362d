import { ProblemError } from '../../common/errors.ts';
import type { CliContext, RegisterCommand } from './context.ts';
import { newPassphrase } from './new-passphrase.ts';
import { givenPassphrase } from './passphrase.ts';
import { withWorkspace } from './workspace.ts';

/** `quintet passphrase`: everybody changes their own; the first one is known to others. */
export const registerOwnPassphrase: RegisterCommand = (program, context) => {
  program
    .command('passphrase')
    .description('change your own passphrase (--as says who you are)')
    .option('--new-passphrase-file <file>', 'first line: the new passphrase; asked for at a terminal otherwise')
    .action((options: { newPassphraseFile?: string }) => changeOwn(context(), options.newPassphraseFile));
};

async function changeOwn(context: CliContext, file: string | undefined): Promise<void> {
  if (context.actor === null) throw new ProblemError('USAGE', 'Say with --as whose passphrase is to change.');
  const current = (await givenPassphrase(context, 'Passphrase: ')) ?? '';
  const next = await newPassphrase(file, context.actor);
  const user = await withWorkspace(
    context,
    { writable: true, procedure: 'session.changePassphrase' },
    async (workspace, person) => {
      const { changePassphrase } = await import('../core/access/passphrases.ts');
      await changePassphrase(workspace, person, { current, next, now: Date.now(), keychain: null, bind: false });
      return person.id;
    },
  );
  await context.result({ changed: user }, () => `The passphrase of ${user} was changed.`);
}
