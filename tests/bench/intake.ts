import { exampleBundle } from '../../fixtures/example.ts';
import { exampleTrust } from '../../fixtures/trust.ts';
import { openStored } from '../../main/core/intake/open-stored.ts';
import { sealBundle } from '../../main/core/intake/sealed-bundle.ts';
import { SEALING_SUITE, sealHpke, x25519PublicKey } from '../../main/crypto/hpke.ts';
import { at } from './storage.ts';

interface Figure {
  readonly value: number;
  readonly unit: 'ms';
  readonly baseline: number;
  readonly ratio: number;
  readonly n: number;
  /** Fastest and slowest sample. */
  readonly spread: readonly [number, number];
}

const ROUNDS = 2_000;
const WARM_UP = 200;
/** Different bundles, so that no step profits from having just seen the same one. */
const BUNDLES = 100;

/**
 * Opening a stored bundle before it is scored or shown: seal, strict schema, signature, every commitment, context and
 * rules. Baseline, in turn with it: one bare HPKE opening by the library of a ciphertext as long as the bundle's.
 */
export async function run(): Promise<Record<string, Figure>> {
  const trust = exampleTrust();
  const now = Date.now();
  const stored = await Promise.all(
    Array.from({ length: BUNDLES }, async (_, index) => {
      const bundle = exampleBundle(`bench/${index}`, { franked: true });
      const parts = await sealBundle(bundle, trust.sealing.recipients(now));
      return { ...parts, bundleId: bundle.header.bundleId, commitmentHolds: true, enqueuedAt: now };
    }),
  );
  const bare = await bareOpening(stored[0]?.sealed.length ?? 0);
  const ours = async (round: number): Promise<void> => {
    const bundle = stored[round % BUNDLES];
    const opened = bundle === undefined ? null : await openStored(bundle, trust);
    if (opened?.ok !== true || opened.verification.verdict !== 'verified') throw new Error('not verified');
  };
  const samples: { ours: number; bare: number }[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const sample = { ours: await timed(() => ours(Math.abs(round))), bare: await timed(bare) };
    if (round >= 0) samples.push(sample);
  }
  const [opened, baseline] = [sorted(samples.map(({ ours: ms }) => ms)), sorted(samples.map(({ bare: ms }) => ms))];
  const figure = (share: number): Figure => {
    const [value, compared] = [at(opened, share), at(baseline, share)];
    const spread = [opened[0] ?? Number.NaN, opened.at(-1) ?? Number.NaN] as const;
    return { value, unit: 'ms', baseline: compared, ratio: value / compared, n: ROUNDS, spread };
  };
  return { 'intake.open.p50': figure(0.5), 'intake.open.p99': figure(0.99) };
}

async function bareOpening(bytes: number): Promise<() => Promise<unknown>> {
  const secret = Buffer.alloc(32, 7);
  const context = { info: Buffer.from('bench'), aad: Buffer.from('bench') };
  const publicKey = x25519PublicKey(secret);
  const { enc, ciphertext } = await sealHpke(publicKey, Buffer.alloc(bytes), context);
  const pair = {
    privateKey: await SEALING_SUITE.DeserializePrivateKey(secret),
    publicKey: await SEALING_SUITE.DeserializePublicKey(publicKey),
  };
  return () => SEALING_SUITE.Open(pair, enc, ciphertext, context);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
