import { describe, expect, it } from 'vitest';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTeamKey, exampleTrust } from '../../../fixtures/trust.ts';
import type { EnqueueBundle, EnqueueOptions } from '../queue/port.ts';
import type { LogDraft } from '../../../common/domain/log.ts';
import { commitmentOf } from '../../crypto/commitment.ts';
import { acceptBundle, type IntakeDeps, type QuarantineStore } from './accept.ts';
import { encodeBundle } from './assemble-bundle.ts';
import { emptyTally, importBundles } from './import-bundles.ts';
import { openStored } from './open-stored.ts';
import { encodeSealed, sealBundle } from './sealed-bundle.ts';

type Kept = Parameters<QuarantineStore['add']>[0];

/** Stores that remember what reached them, with the queue's duplicate rule. */
function memory(now = FIXED_BASE) {
  const queued: { bundle: EnqueueBundle; options: EnqueueOptions; entry: LogDraft }[] = [];
  const kept: Kept[] = [];
  const trust = exampleTrust();
  const deps: IntakeDeps = {
    trust,
    queue: {
      enqueue: (bundle, options, entry) => {
        if (queued.some((known) => known.bundle.bundleId === bundle.bundleId)) return Promise.resolve('duplicate');
        queued.push({ bundle, options, entry });
        return Promise.resolve('queued');
      },
    },
    quarantine: { add: (item) => Promise.resolve(kept.push(item)) },
    via: 'import',
    actor: 'lead-01',
    now: () => now,
  };
  return { deps, queued, kept, trust };
}

describe('acceptBundle', () => {
  const raw = encodeBundle(exampleBundle());

  it('queues a valid bundle under its category with its log entry, once', async () => {
    const { deps, queued, kept, trust } = memory();
    expect(await acceptBundle(raw, deps)).toMatchObject({ outcome: 'queued' });
    expect(await acceptBundle(raw, deps)).toMatchObject({ outcome: 'duplicate' });
    expect(kept).toEqual([]);
    const [{ bundle, options, entry }] = queued as [(typeof queued)[0]];
    const stored = { ...bundle, commitmentHolds: true, enqueuedAt: FIXED_BASE };
    const { header, ...payload } = exampleBundle();
    expect(await openStored(stored, trust)).toMatchObject({
      ok: true,
      bundle: { ...payload, header: { ...header, keyId: 'team-1' } },
    });
    expect(entry.event).toMatchObject({ commitment: commitmentOf(bundle, bundle.salt) });
    expect(Buffer.from(bundle.sealed).includes('clown')).toBe(false);
    expect(options).toEqual({
      policy: 'HARASSMENT',
      priority: 4,
      receivedAt: Date.parse((JSON.parse(bundle.header) as { receivedAt: string }).receivedAt),
    });
    expect(entry).toMatchObject({
      at: new Date(FIXED_BASE).toISOString(),
      actor: 'lead-01',
      event: { kind: 'case.received', case: bundle.caseId, bundle: bundle.bundleId, messages: 5, via: 'import' },
    });
    expect(bundle.caseId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/u);
  });

  it('keeps a refused bundle whole, with its code in the log and nothing of its content', async () => {
    const { deps, queued, kept } = memory();
    const broken = Buffer.from(Buffer.from(raw).toString().replace('"announced":5', '"announced":2'));
    expect(await acceptBundle(broken, deps)).toMatchObject({ outcome: 'quarantined', code: 'CONSENT_EXCEEDED' });
    expect(queued).toEqual([]);
    expect(Buffer.from(kept[0]?.raw ?? []).equals(broken)).toBe(true);
    expect(kept[0]?.entry.event).toEqual({
      kind: 'case.quarantined',
      case: null,
      bundle: exampleBundle().header.bundleId,
      code: 'CONSENT_EXCEEDED',
      bytes: broken.length,
    });
  });

  it('keeps a sealed bundle sealed as it came', async () => {
    const { deps, queued, trust } = memory();
    const parts = await sealBundle(exampleBundle('sealed', { franked: true }), trust.sealing.recipients(FIXED_BASE));
    expect(await acceptBundle(encodeSealed(parts), deps)).toMatchObject({ outcome: 'queued' });
    expect(await acceptBundle(encodeSealed(parts), deps)).toMatchObject({ outcome: 'duplicate' });
    expect(queued[0]?.bundle).toMatchObject(parts);
    expect(queued[0]?.entry.event).toMatchObject({ kind: 'case.received', verdict: 'verified' });
  });

  it('recognises the same report whether it comes sealed or clear', async () => {
    const { deps, trust } = memory();
    expect(await acceptBundle(raw, deps)).toMatchObject({ outcome: 'queued' });
    const parts = await sealBundle(exampleBundle(), trust.sealing.recipients(FIXED_BASE));
    expect(await acceptBundle(encodeSealed(parts), deps)).toMatchObject({ outcome: 'duplicate' });
  });

  it('stores nothing when there is no key to seal to', async () => {
    const { deps, queued, kept, trust } = memory();
    trust.teamKeys.clear();
    await expect(acceptBundle(raw, deps)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect([queued, kept]).toEqual([[], []]);
  });

  it('seals to every key that is valid now', async () => {
    const { deps, queued, trust } = memory();
    trust.teamKeys.set('team-2', exampleTeamKey('team-2'));
    trust.teamKeys.set('team-3', exampleTeamKey('team-3', { notAfter: FIXED_BASE - 1 }));
    await acceptBundle(raw, deps);
    const recipients = JSON.parse(queued[0]?.bundle.recipients ?? '[]') as { keyId: string }[];
    expect(recipients.map(({ keyId }) => keyId)).toEqual(['team-1', 'team-2']);
  });

  it('refuses a bundle from the future but allows for clocks', async () => {
    const day = 24 * 60 * 60 * 1000;
    expect(await acceptBundle(raw, memory(FIXED_BASE - 5 * day).deps)).toMatchObject({ code: 'AGE' });
    expect(await acceptBundle(raw, memory(FIXED_BASE - day / 2).deps)).toMatchObject({ outcome: 'queued' });
  });
});

describe('importBundles', () => {
  it('counts every line, passes over blank ones and names the refused', async () => {
    const { deps, queued } = memory();
    const lines = [
      encodeBundle(exampleBundle('a')),
      Buffer.from('  '),
      Buffer.from('garbage'),
      encodeBundle(exampleBundle('b')),
    ];
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (const line of [...lines, lines[0]!]) yield await Promise.resolve(Buffer.concat([line, Buffer.from('\r\n')]));
    }
    const tally = emptyTally();
    const refused: unknown[] = [];
    await importBundles(stream(), deps, tally, (...seen) => refused.push(seen));
    expect(tally).toEqual({ read: 4, queued: 2, duplicate: 1, quarantined: 1, codes: { SCHEMA_JSON: 1 } });
    expect(refused).toEqual([[3, 'SCHEMA_JSON', null]]);
    expect(queued).toHaveLength(2);
  });

  it('keeps the beginning and the true size of a line that is far too long', async () => {
    const { deps, kept } = memory();
    const megabyte = Buffer.alloc(1024 * 1024, 0x61);
    async function* stream(): AsyncGenerator<Uint8Array> {
      for (let sent = 0; sent < 14; sent += 1) yield await Promise.resolve(megabyte);
    }
    const tally = emptyTally();
    await importBundles(stream(), deps, tally, () => undefined);
    expect(tally.codes).toEqual({ SIZE: 1 });
    expect(kept[0]?.entry.event).toMatchObject({ bytes: 14 * 1024 * 1024 });
    expect(kept[0]?.raw.length).toBeLessThan(12 * 1024 * 1024);
  });
});
