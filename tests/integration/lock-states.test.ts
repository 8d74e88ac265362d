import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lockedWorkspace, passphraseOf, startLocked, type Watched } from './support/locked.ts';
import { refusalOf } from './support/seats.ts';

const WINDOWS = ['one', 'two', 'three'] as const;
const PEOPLE = ['mod-01', 'lead-01', 'auditor-01'] as const;
type Window = (typeof WINDOWS)[number];

/** Who sits where; nothing else is to be remembered. */
type Model = Map<Window, string>;
type Command = fc.AsyncCommand<Model, Watched>;

/** What every window may see after a step: its own person and an open workspace, or LOCKED and nothing else. */
async function check(model: Model, { handlers }: Watched): Promise<void> {
  for (const id of WINDOWS) {
    const user = model.get(id) ?? null;
    expect((await handlers['session.hello']({}, { id })).user?.id ?? null).toBe(user);
    const overview = await refusalOf(handlers['queue.overview']({}, { id }));
    expect([id, overview]).toEqual([id, user === null ? 'LOCKED' : 'was not refused']);
  }
}

function step(text: string, run: (model: Model, real: Watched) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => text,
    run: async (model, real) => {
      await run(model, real);
      await check(model, real);
    },
  };
}

const commands = (): fc.Arbitrary<Command>[] => {
  const window = fc.constantFrom(...WINDOWS);
  const person = fc.constantFrom(...PEOPLE);
  return [
    fc.tuple(window, person).map(([id, user]) =>
      step(`sign in ${user} at ${id}`, async (model, { handlers }) => {
        await handlers['session.unlock']({ user, passphrase: passphraseOf(user) }, { id });
        model.set(id, user);
      }),
    ),
    window.map((id) =>
      step(`lock ${id}`, async (model, { handlers }) => {
        await handlers['session.lock']({ cause: 'asked' }, { id });
        model.delete(id);
      }),
    ),
    window.map((id) =>
      step(`close ${id} and come back`, async (model, real) => {
        await real.sessionClosed({ id });
        model.delete(id);
      }),
    ),
    fc.tuple(window, window, person).map(([first, second, user]) =>
      step(`sign in ${user} at ${first} while ${second} is locked`, async (model, { handlers }) => {
        const signing = handlers['session.unlock']({ user, passphrase: passphraseOf(user) }, { id: first });
        const locking = handlers['session.lock']({ cause: 'asked' }, { id: second });
        await Promise.all([signing, locking]);
        model.set(first, user);
        // The calls take effect in the order in which they came.
        model.delete(second);
      }),
    ),
    fc.constant(
      step('the machine goes to sleep', async (model, real) => {
        await real.lockAll('suspend');
        model.clear();
      }),
    ),
  ];
};

it('whatever the order of signing in, locking and leaving, the workspace is open just while somebody is signed in', async () => {
  const { folder, remove } = await lockedWorkspace();
  const application = await startLocked(folder);
  try {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands(), { maxCommands: 8 }), async (sequence) => {
        await application.lockAll('asked');
        await fc.asyncModelRun(() => ({ model: new Map<Window, string>(), real: application }), sequence);
      }),
      { numRuns: 12 },
    );
  } finally {
    await application.close();
    await remove();
  }
});
