/**
 * The closed list of problem codes. A code crosses every boundary (worker, RPC, command line, screen);
 * the sentence beside it is what a person reads when nothing more specific is known.
 */
export const PROBLEMS = {
  BAD_INPUT: 'The request is not well formed.',
  UNKNOWN_METHOD: 'This version of Quintet has no such function.',
  BAD_OUTPUT: 'Quintet produced an answer that does not match its own contract. Nothing was changed.',
  UNTRUSTED_SENDER: 'The request did not come from a window of this Quintet.',
  NOT_ALLOWED: 'Your role does not allow this.',
  LOCKED: 'Quintet is locked. Sign in to go on; drafts and decisions are safe.',
  PASSPHRASE_WRONG: 'User or passphrase is wrong.',
  PASSPHRASE_WAIT: 'Too many wrong attempts. Wait a moment before the next one.',
  PASSPHRASE_WEAK: 'A passphrase needs at least 12 characters.',
  PASSPHRASE_MISSING: 'This workspace is locked. Give the passphrase with --passphrase-file or QUINTET_PASSPHRASE.',
  PASSPHRASE_INITIAL: 'Change your first passphrase before you approve anything: others know it.',
  VAULT_DAMAGED: 'The key file of the workspace is damaged. Keep the folder as it is and restore a backup.',
  VAULT_MISMATCH: 'The files of this folder belong to different workspaces. Put back the ones that belong together.',
  WORKSPACE_OLD: 'This workspace was made by an earlier version that stored it in the clear. Make a new one.',
  NO_SUCH_USER: 'There is no such person in this workspace.',
  USER_EXISTS: 'There already is a person with this id.',
  LAST_ADMIN: 'Two admins must remain: keys and disclosures need two people.',
  OWN_ACCOUNT: 'Nobody changes their own role or grants.',
  NO_SUCH_PROPOSAL: 'There is no such proposal.',
  PROPOSAL_CLOSED: 'This proposal was already decided.',
  TWO_PERSON: 'The same person cannot propose and approve. Ask a colleague.',
  NO_SUCH_KEY: 'There is no such key.',
  KEY_EXISTS: 'There already is another key with this id.',
  KEY_IN_USE: 'Cases in the queue still need this key. Decide them first.',
  NOT_RELEASABLE: 'A bundle with this fault cannot be released.',
  NO_SUCH_ITEM: 'There is no such item any more.',
  CASE_HELD: 'A legal hold keeps this case. Lift it first.',
  CASE_OPEN: 'The case is not decided yet.',
  CASE_ERASED: 'The content of this case was erased.',
  REVEAL_LIMIT: 'You have revealed as much as is allowed within an hour. Take a break, or ask a lead.',
  RECOVERY_MISSING:
    'There is no recovery key yet. An admin makes it in the backup screen or with: quintet backup ceremony.',
  CEREMONY_WRONG: 'What was typed back does not match the recovery key. Compare it with what was written down.',
  BACKUP_DAMAGED: 'The backup is damaged or not a backup.',
  IDENTITY_WRONG: 'This recovery key does not open the backup.',
  BACKUP_OLDER: 'The workspace there has seen more of the log than this backup holds. Restoring would lose entries.',
  BACKUP_OTHER: 'The backup belongs to another workspace, or to another history of its log.',
  LEASE_LOST: 'The case is no longer yours: the time ran out or it was passed on. Your draft is kept.',
  NO_SUCH_CASE: 'There is no such case in this workspace.',
  ALREADY_DECIDED: 'This case has already been decided.',
  UNDO_TOO_LATE: 'The decision is already final and cannot be undone.',
  DECISION_INCOMPLETE: 'The decision is not complete.',
  SLOT_UNKNOWN: 'The report has no such message.',
  LOG_UNAVAILABLE: 'The log cannot be written, so nothing is shown or decided.',
  LOG_DAMAGED: 'The log does not match its last checkpoint. Nothing is shown or decided until a lead has looked at it.',
  DB_FULL: 'The disk is full. Nothing was lost; free some space and try again.',
  DB_READONLY: 'The workspace cannot be written to. Check the permissions of its folder.',
  DB_CORRUPT: 'The workspace database is damaged. Stop, keep the folder as it is, and restore a backup.',
  DB_BUSY: 'Another program is writing to the workspace. Try again in a moment.',
  DB_FAILED: 'The workspace database refused the operation.',
  KEY_MISSING: 'A key file of the workspace is missing or damaged.',
  DB_NEWER: 'The workspace was written by a newer version of Quintet.',
  WORKSPACE_MISSING: 'There is no Quintet workspace in this folder.',
  WORKSPACE_OPEN: 'This workspace is already open in another Quintet.',
  WORKSPACE_EXISTS: 'There already is a workspace in this folder.',
  MODEL_MISSING: 'The model files are missing or incomplete.',
  MODEL_CHECKSUM: 'A model file does not match its checksum.',
  MODEL_INVALID: 'The model folder is not one this version can run.',
  ENGINE_MISSING: 'This engine is not installed on this machine.',
  CLASSIFIER_FAILED: 'The classifier stopped. Cases wait until it runs again.',
  FILE_MISSING: 'There is no such file.',
  FILE_UNREADABLE: 'The file cannot be read.',
  FILE_EMPTY: 'The file is empty.',
  FILE_TOO_LARGE: 'The file is larger than Quintet accepts.',
  FILE_ENCODING: 'The file is not valid UTF-8 text.',
  NOT_A_CHAT: 'The file is not a chat export that Quintet can read.',
  OWN_MESSAGE: 'A person cannot report their own message.',
  CONSENT_MISSING: 'Nothing was shared, because nobody agreed to it.',
  SELECTION: 'The selection does not name a message of the chat.',
  DATA_INVALID: 'The data file is not in the expected form.',
  USAGE: 'The command was not given correctly.',
  TRANSPORT_CLOSED: 'The connection to Quintet was lost. What was acknowledged is safe.',
  PORT_TAKEN: 'The port is in use by another program.',
  RENDERER_MISSING: 'The window has not been built. Run: npm run build',
  BROWSER_MISSING: 'No Chrome or Chromium was found on this machine.',
  BENCH_MISSING: 'The benchmarks come with the source code, not with this installation.',
  BUILD_FAILED: 'Quintet could not be built.',
  TOO_LARGE: 'The request is larger than allowed.',
  INTERNAL: 'Something unexpected happened. What was acknowledged is safe.',
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** Plain data form of a problem, as it crosses a boundary. */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence for a person; never a stack trace, never message content. */
  readonly message: string;
}

/**
 * A problem on its way to the nearest boundary inside one process. Boundaries turn it into a {@link Problem};
 * it is never sent as an exception.
 */
export class ProblemError extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string = PROBLEMS[code], options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProblemError';
    this.code = code;
  }
}

export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && Object.hasOwn(PROBLEMS, value);
}

/** Turns anything thrown into plain data; what is not a ProblemError becomes INTERNAL without its details. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return { code: thrown.code, message: thrown.message };
  return { code: 'INTERNAL', message: PROBLEMS.INTERNAL };
}

export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
