import { describe, expect, it } from 'vitest';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import type { EnqueueBundle, EnqueueOptions } from '../queue/port.ts';
import type { LogDraft } from '../../../common/domain/log.ts';
import { acceptBundle, type IntakeDeps, type QuarantineStore } from './accept.ts';
import { encodeBundle } from './assemble-bundle.ts';
import { emptyTally, importBundles } from './import-bundles.ts';
import { openBundle } from './verify-bundle.ts';

type Kept = Parameters<QuarantineStore['add']>[0];

/** Stores that remember what reached them, with the queue's duplicate rule. */
function memory(now = FIXED_BASE) {
  const queued: { bundle: EnqueueBundle; options: EnqueueOptions; entry: LogDraft }[] = [];
  const kept: Kept[] = [];
  const deps: IntakeDeps = {
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
  return { deps, queued, kept };
}

describe('acceptBundle', () => {
  const raw = encodeBundle(exampleBundle());

  it('queues a valid bundle under its category with its log entry, once', async () => {
    const { deps, queued, kept } = memory();
    expect(await acceptBundle(raw, deps)).toMatchObject({ outcome: 'queued' });
    expect(await acceptBundle(raw, deps)).toMatchObject({ outcome: 'duplicate' });
    expect(kept).toEqual([]);
    const [{ bundle, options, entry }] = queued as [(typeof queued)[0]];
    expect(openBundle(bundle.header, bundle.sealed)).toMatchObject({ ok: true, bundle: exampleBundle() });
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
      for (let sent = 0; sent < 12; sent += 1) yield await Promise.resolve(megabyte);
    }
    const tally = emptyTally();
    await importBundles(stream(), deps, tally, () => undefined);
    expect(tally.codes).toEqual({ SIZE: 1 });
    expect(kept[0]?.entry.event).toMatchObject({ bytes: 12 * 1024 * 1024 });
    expect(kept[0]?.raw.length).toBeLessThan(9 * 1024 * 1024);
  });
});
