import { PASSPHRASE_LEAST } from '../../../../common/domain/roles.ts';
import type { MessageId } from '../../i18n.ts';

const USER_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/u;

/** What is wrong with the id of a new person; null when nothing is. */
export function idProblem(id: string, taken: readonly string[]): MessageId | null {
  if (id === '') return 'people.id.missing';
  if (!USER_ID.test(id)) return 'people.id.form';
  return taken.includes(id) ? 'people.id.taken' : null;
}

/** What is wrong with a passphrase typed twice; its length counts characters, not bytes. */
export function passphraseProblems(
  passphrase: string,
  again: string,
): { readonly passphrase: MessageId | null; readonly again: MessageId | null } {
  return {
    passphrase: Array.from(passphrase).length < PASSPHRASE_LEAST ? 'people.passphrase.short' : null,
    again: passphrase === again ? null : 'people.passphrase.differs',
  };
}
