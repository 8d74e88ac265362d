import { describe, expect, it } from 'vitest';
import { exampleBundle } from '../../../fixtures/example.ts';
import { FIXED_BASE } from '../../../fixtures/sample.ts';
import { exampleTeamKey, exampleTrust } from '../../../fixtures/trust.ts';
import { prepareBundle } from './accept.ts';
import { encodeBundle } from './assemble-bundle.ts';
import { inspectRefused, inspectStored } from './inspect.ts';
import { encodeSealed, sealBundle } from './sealed-bundle.ts';
import { WAIVABLE } from '../../../common/domain/quarantine.ts';

const franked = exampleBundle('inspect', { franked: true });
const { policy, priority, receivedAt, size, bundleId } = franked.header;
const source = (trust = exampleTrust()) => ({ trust, via: 'release' as const, actor: 'lead-01' });

describe('inspecting a refused bundle', () => {
  it('tells header, consent and the failed check, and nothing of the content', async () => {
    const json = Buffer.from(encodeBundle(franked)).toString();
    const forged = Buffer.from(json.replace('you clown', 'you crown'));
    const inspection = await inspectRefused(forged, exampleTrust(), FIXED_BASE);
    expect(inspection).toMatchObject({
      sealed: false,
      header: { policy, priority, keyId: null, receivedAt, size, bundleId },
      announced: 5,
      notReleasable: 'COMMITMENT',
    });
    expect(inspection.messages?.map(({ failed }) => failed)).toEqual([null, null, null, null, 'commitments']);
    expect(JSON.stringify(inspection)).not.toMatch(/clown|crown|leave me alone/u);
  });

  it('tells the header of a sealed bundle that nobody here can open', async () => {
    const trust = exampleTrust();
    const line = encodeSealed(await sealBundle(franked, trust.sealing.recipients(FIXED_BASE)));
    trust.teamKeys.clear();
    expect(await inspectRefused(line, trust, FIXED_BASE)).toEqual({
      sealed: true,
      header: { ...franked.header, keyId: 'team-1' },
      messages: null,
      announced: null,
      notReleasable: 'KEY_UNKNOWN',
    });
    trust.teamKeys.set('team-1', exampleTeamKey('team-1', { privateKey: null }));
    expect(await inspectRefused(line, trust, FIXED_BASE)).toMatchObject({ notReleasable: 'KEY_MISSING' });
    trust.teamKeys.set('team-1', exampleTeamKey('team-1'));
    expect(await inspectRefused(line, trust, FIXED_BASE)).toMatchObject({ notReleasable: null, announced: 5 });
  });

  it('answers bytes that are nothing', async () => {
    for (const raw of [Buffer.from('nonsense'), Buffer.from('{"header":7}'), Buffer.alloc(0)]) {
      expect(await inspectRefused(raw, exampleTrust(), FIXED_BASE)).toMatchObject({
        sealed: false,
        header: null,
        messages: null,
        announced: null,
      });
    }
  });

  it('tells of a stored case what it can, and never that it may be released', async () => {
    const trust = exampleTrust();
    const parts = await sealBundle(franked, trust.sealing.recipients(FIXED_BASE));
    expect(await inspectStored(parts, 'NOT_AS_LOGGED', trust, FIXED_BASE)).toMatchObject({
      sealed: true,
      header: { policy, keyId: 'team-1' },
      announced: 5,
      notReleasable: 'NOT_AS_LOGGED',
    });
    expect(await inspectStored({ ...parts, header: '{' }, 'SEAL', trust, FIXED_BASE)).toMatchObject({
      header: null,
      messages: null,
      notReleasable: 'SEAL',
    });
  });
});

describe('releasing from quarantine', () => {
  it('waives what the workspace asks and nothing that shows tampering', async () => {
    const trust = exampleTrust();
    trust.intakeRules.maxAgeDays = 0;
    trust.intakeRules.allowUnsigned = false;
    const plain = encodeBundle(exampleBundle());
    expect(await prepareBundle(plain, source(trust), FIXED_BASE)).toMatchObject({ ok: false, code: 'AGE' });
    expect(await prepareBundle(plain, source(trust), FIXED_BASE, { waived: WAIVABLE })).toMatchObject({
      entry: { event: { kind: 'case.received', via: 'release', verdict: 'not_verifiable' } },
    });
    const changed = Buffer.from(encodeBundle(franked)).toString().replace('you clown', 'you crown');
    expect(await prepareBundle(Buffer.from(changed), source(trust), FIXED_BASE, { waived: WAIVABLE })).toMatchObject({
      ok: false,
      code: 'COMMITMENT',
    });
  });

  it('follows a change of keys: what was signed by an unknown platform passes once it is trusted', async () => {
    const trust = exampleTrust();
    const known = [...trust.platformKeys];
    trust.platformKeys.clear();
    const raw = encodeBundle(franked);
    expect(await inspectRefused(raw, trust, FIXED_BASE)).toMatchObject({ notReleasable: 'PLATFORM_KEY_UNKNOWN' });
    for (const [keyId, key] of known) trust.platformKeys.set(keyId, key);
    expect(await inspectRefused(raw, trust, FIXED_BASE)).toMatchObject({ notReleasable: null });
    expect(await prepareBundle(raw, source(trust), FIXED_BASE)).toMatchObject({
      entry: { event: { verdict: 'verified' } },
    });
  });
});
