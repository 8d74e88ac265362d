import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logFilters } from '../../../../common/contract/log.ts';
import { filtersOf, isFiltered, parseAuditSearch } from './audit-search.ts';

const NOW = Date.parse('2026-03-10T12:00:00.000Z');

describe('audit filters in the address', () => {
  it('turns any address into filters the core accepts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('kind', 'period', 'policy', 'finding', 'action', 'actor'), fc.anything()),
        (raw) => {
          const search = parseAuditSearch(raw);
          expect(parseAuditSearch({ ...search })).toEqual(search);
          expect(logFilters.safeParse(filtersOf(search, NOW)).success).toBe(true);
        },
      ),
    );
  });

  it('shows decisions unless asked otherwise', () => {
    expect(filtersOf({}, NOW)).toEqual({ kind: 'decision.committed' });
    expect(filtersOf({ kind: 'all' }, NOW)).toEqual({});
    expect(isFiltered({})).toBe(false);
    expect(isFiltered({ actor: 'mod-04' })).toBe(true);
  });

  it('counts periods back from now', () => {
    expect(filtersOf({ kind: 'all', period: 'week' }, NOW)).toEqual({ since: '2026-03-03T12:00:00.000Z' });
  });

  it('drops what it does not know', () => {
    expect(parseAuditSearch({ policy: 'NOPE', finding: 'violation', actor: 'x'.repeat(65), extra: 1 })).toEqual({
      finding: 'violation',
    });
  });
});
