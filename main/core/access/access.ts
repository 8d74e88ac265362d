import type { MethodName, Session } from '../../../common/contract.ts';
import { ProblemError } from '../../../common/errors.ts';
import type { CoreEvent } from '../../../common/rpc.ts';
import type { Classifier } from '../classifier/engine.ts';
import { Core } from '../core.ts';
import { countedAs, openAttempts, type Attempts } from '../keys/attempts.ts';
import type { Keychain } from '../keys/keychain.ts';
import { openVault, readVault } from '../keys/vault.ts';
import { Serial } from '../review/serial.ts';
import type { WorkspaceInfo } from '../workspace/info.ts';
import { layoutOf, type WorkspaceLayout } from '../workspace/layout.ts';
import { openWorkspace, type Workspace } from '../workspace/open.ts';
import { changePassphrase, type PassphraseChange } from './passphrases.ts';
import { SAMPLE_PASSPHRASE, type Person } from './people.ts';
import { Refusals } from './refusals.ts';

/** How often idle windows and a machine that slept are looked for. */
const TICK_MS = 5_000;
/** A tick that comes this much late means that the machine slept. */
const SLEPT_MS = 60_000;

/**
 * Calls that only a person makes. Everything else a window also asks for by itself, to stay up to date, and is no sign
 * that somebody is there; the window says `session.active` when it sees a key or the pointer.
 */
const BY_HAND: ReadonlySet<MethodName> = new Set([
  'session.active',
  'session.changePassphrase',
  'review.next',
  'review.reveal',
  'review.decide',
  'review.undo',
  'review.skip',
  'review.defer',
  'review.escalate',
]);

export interface AccessOptions {
  readonly folder: string;
  readonly info: WorkspaceInfo;
  readonly classifier: Classifier;
  readonly host: 'electron' | 'browser';
  readonly keychain: Keychain | null;
  readonly signIn: { readonly user: string | null; readonly passphrase: string | null } | null;
  readonly graceMs: number;
  readonly idleMs: number;
  readonly now: () => number;
  readonly onSlow?: (name: string, ms: number) => void;
  readonly problem: (name: string, error: unknown) => void;
  readonly emit: (event: CoreEvent, session: string | null) => void;
}

interface Seat {
  readonly session: Session;
  person: Person;
  activeAt: number;
}

interface Opened {
  readonly workspace: Workspace;
  readonly core: Core;
  readonly stopListening: () => void;
}

export type LockCause = 'asked' | 'idle' | 'suspend' | 'closed';

/**
 * Who has signed in where. The workspace is open while somebody is signed in at some window; when the last one locks,
 * the core stops, the database is closed and the keys leave memory.
 */
export class Access {
  readonly refusals: Refusals;
  readonly #options: AccessOptions;
  readonly #layout: WorkspaceLayout;
  readonly #attempts: Attempts;
  readonly #seats = new Map<string, Seat>();
  /** Signing in and locking change the same things: one after the other. */
  readonly #serial = new Serial();
  #opened: Opened | null = null;
  /** Sign-in without typing; gone after the first lock. */
  #free: AccessOptions['signIn'];
  #tick: NodeJS.Timeout | null = null;
  #tickedAt = 0;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#layout = layoutOf(options.folder);
    this.#attempts = openAttempts(this.#layout.attemptsFile);
    this.#free = options.signIn;
    const { now, problem } = options;
    this.refusals = new Refusals({ append: (entry) => this.workspace().log.append(entry), now, problem });
  }

  get attempts(): Attempts {
    return this.#attempts;
  }

  get model(): string | null {
    return this.#opened?.core.model ?? null;
  }

  start(): Promise<void> {
    readVault(this.#layout.vaultFile, this.#options.info.id);
    this.#tickedAt = this.#options.now();
    this.#tick = setInterval(() => {
      this.#look();
    }, TICK_MS);
    this.#tick.unref();
    return Promise.resolve();
  }

  personAt(session: Session): Person | null {
    return this.#seats.get(session.id)?.person ?? null;
  }

  /** @throws ProblemError LOCKED */
  core(): Core {
    if (this.#opened === null) throw new ProblemError('LOCKED');
    return this.#opened.core;
  }

  /** @throws ProblemError LOCKED */
  workspace(): Workspace {
    if (this.#opened === null) throw new ProblemError('LOCKED');
    return this.#opened.workspace;
  }

  /** Notes that a window has called; some calls mean that somebody is there. */
  called(session: Session, method: MethodName): void {
    const seat = this.#seats.get(session.id);
    if (seat !== undefined && BY_HAND.has(method)) seat.activeAt = this.#options.now();
  }

  /** Signs in without typing where that is allowed and nobody has locked yet; otherwise does nothing. */
  async welcome(session: Session): Promise<void> {
    const free = this.#free;
    if (free === null || this.#seats.has(session.id)) return;
    try {
      await this.#serial.run(async () => {
        if (this.#seats.has(session.id) || this.#free === null) return;
        const passphrase = free.passphrase ?? SAMPLE_PASSPHRASE;
        const user = free.user ?? (await this.#firstUser(passphrase));
        await this.#signIn(session, user, passphrase);
      });
    } catch (error) {
      // The unlock screen asks; what went wrong is said there when somebody tries.
      this.#options.problem('sign-in', error);
    }
    // Outside a sample the passphrase given at the start serves one window, once.
    if (!this.#options.info.sample) this.#free = null;
  }

  /**
   * Signs a person in at a window.
   * @param passphrase null only in a sample workspace
   * @throws ProblemError PASSPHRASE_WRONG, PASSPHRASE_WAIT, and those of opening a workspace
   */
  unlock(session: Session, user: string, passphrase: string | null): Promise<{ person: Person; failedBefore: number }> {
    return this.#serial.run(async () => {
      const given = passphrase ?? (this.#options.info.sample ? SAMPLE_PASSPHRASE : '');
      await this.#remove(session, 'asked');
      return this.#signIn(session, user, given);
    });
  }

  /**
   * Changes the passphrase of whoever has signed in at a window. A wrong present one counts as a failed attempt to sign
   * in does: an unattended window is no place to guess at.
   * @throws ProblemError LOCKED, PASSPHRASE_WRONG, PASSPHRASE_WAIT, PASSPHRASE_WEAK; in a sample USAGE
   */
  changePassphrase(session: Session, change: Pick<PassphraseChange, 'current' | 'next' | 'bind'>): Promise<void> {
    return this.#serial.run(async () => {
      const person = this.personAt(session);
      if (person === null) throw new ProblemError('LOCKED');
      const { info, now, keychain } = this.#options;
      const counted = countedAs(readVault(this.#layout.vaultFile, info.id), person.id);
      await this.#attempt(counted, () =>
        changePassphrase(this.workspace(), person, { ...change, now: now(), keychain }),
      );
      this.#attempts.succeed(counted);
    });
  }

  /** Signs out at one window. */
  leave(session: Session, cause: LockCause): Promise<void> {
    if (cause !== 'closed') this.#free = null;
    return this.#serial.run(() => this.#remove(session, cause));
  }

  async lockAll(cause: LockCause): Promise<void> {
    for (const { session } of [...this.#seats.values()]) await this.leave(session, cause);
  }

  async close(): Promise<void> {
    if (this.#tick) clearInterval(this.#tick);
    await this.lockAll('closed');
    await this.#serial.run(() => this.#shut());
  }

  /** Reads again who may do what, after somebody changed it; whoever lost a right is signed out, with all they hold. */
  async refreshPeople(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    const people = await opened.workspace.people();
    for (const seat of [...this.#seats.values()]) {
      const now = people.find(({ id }) => id === seat.person.id);
      if (now === undefined || hasLost(seat.person, now)) await this.leave(seat.session, 'asked');
      else seat.person = now;
    }
  }

  async #signIn(session: Session, user: string, passphrase: string): Promise<{ person: Person; failedBefore: number }> {
    const { info, now, idleMs } = this.#options;
    const vaultFile = readVault(this.#layout.vaultFile, info.id);
    const counted = countedAs(vaultFile, user);
    const vault = await this.#attempt(counted, () => openVault(vaultFile, user, passphrase, this.#options.keychain));
    const opened = this.#opened ?? (await this.#open(vault));
    if (opened.workspace.vault !== vault) vault.close();
    try {
      const person = (await opened.workspace.people()).find(({ id }) => id === user);
      if (person === undefined || person.disabled) throw new ProblemError('PASSPHRASE_WRONG');
      const failedBefore = this.#attempts.succeed(counted);
      this.#seats.set(session.id, { session, person, activeAt: now() });
      await this.#note(opened.workspace, person, failedBefore);
      if (idleMs > 0) this.#tickedAt = now();
      return { person, failedBefore };
    } finally {
      if (this.#seats.size === 0) await this.#shut();
    }
  }

  /** Tries a passphrase when its person need not wait, and counts when it is wrong. */
  async #attempt<Proof>(counted: string, prove: () => Promise<Proof>): Promise<Proof> {
    const { now } = this.#options;
    this.#attempts.require(counted, now());
    try {
      return await prove();
    } catch (thrown) {
      if (thrown instanceof ProblemError && thrown.code === 'PASSPHRASE_WRONG') this.#attempts.fail(counted, now());
      throw thrown;
    }
  }

  /** A log that refuses entries must not keep the window from opening: it is where the person learns why. */
  async #note(workspace: Workspace, person: Person, failedBefore: number): Promise<void> {
    const entry = {
      at: new Date(this.#options.now()).toISOString(),
      actor: person.id,
      event: { kind: 'session.opened' as const, user: person.id, role: person.role, failedBefore },
    };
    try {
      await workspace.database.call('people.signedIn', { id: person.id, entry });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#options.problem('sign-in entry', error);
    }
  }

  async #open(vault: Awaited<ReturnType<typeof openVault>>): Promise<Opened> {
    const { folder, classifier, graceMs, now, onSlow, problem, emit } = this.#options;
    const workspace = await openWorkspace(folder, { asHost: false, vault, now, ...(onSlow ? { onSlow } : {}) });
    const core = new Core({
      workspace,
      classifier,
      graceMs,
      now,
      problem,
      who: (session) => {
        const person = this.personAt(session);
        if (person === null) throw new ProblemError('LOCKED');
        return person;
      },
      emit: (event) => {
        for (const id of this.#seats.keys()) emit(event, id);
      },
    });
    const stopListening = workspace.database.onChange((operation) => {
      if (operation === null || operation === 'people.put') {
        void this.refreshPeople().catch((error: unknown) => {
          problem('people', error);
        });
      }
    });
    this.#opened = { workspace, core, stopListening };
    try {
      await core.start();
    } catch (thrown) {
      await this.#shut();
      throw thrown;
    }
    return this.#opened;
  }

  async #remove(session: Session, cause: LockCause): Promise<void> {
    const seat = this.#seats.get(session.id);
    const opened = this.#opened;
    if (seat === undefined || opened === null) return;
    const { now, emit, problem } = this.#options;
    // The window is told first: whatever happens below, nothing stays on its page.
    this.#seats.delete(session.id);
    emit({ type: 'session.locked' }, session.id);
    try {
      await opened.core.leave(session, cause === 'closed' ? 'window_closed' : 'locked');
      const event = { kind: 'session.locked' as const, user: seat.person.id, cause };
      await opened.workspace.log.append({ at: new Date(now()).toISOString(), actor: seat.person.id, event });
    } catch (error) {
      problem('lock', error);
    }
    if (this.#seats.size === 0) await this.#shut();
  }

  async #shut(): Promise<void> {
    const opened = this.#opened;
    if (opened !== null) await this.refusals.flushAll();
    this.#opened = null;
    if (opened === null) return;
    opened.stopListening();
    await opened.core.close();
    await opened.workspace.close();
  }

  async #firstUser(passphrase: string): Promise<string> {
    const { openVaultOfAnybody } = await import('../keys/vault.ts');
    const vault = await openVaultOfAnybody(readVault(this.#layout.vaultFile, this.#options.info.id), passphrase);
    const { user } = vault;
    vault.close();
    return user;
  }

  /** Locks windows where nobody has been for a while, and all of them after the machine slept. */
  #look(): void {
    const { now, idleMs, problem } = this.#options;
    const time = now();
    const slept = time - this.#tickedAt > TICK_MS + SLEPT_MS;
    this.#tickedAt = time;
    if (this.#opened !== null) void this.refusals.flushDue();
    for (const { session, activeAt } of this.#seats.values()) {
      if (!slept && time - activeAt < idleMs) continue;
      this.leave(session, slept ? 'suspend' : 'idle').catch((error: unknown) => {
        problem('lock', error);
      });
    }
  }
}

/** Whether somebody may less than before. A change of role always counts: what a window holds was given for the old one. */
function hasLost(before: Person, now: Person): boolean {
  return now.disabled || now.role !== before.role || before.grants.some((policy) => !now.grants.includes(policy));
}
