import { z } from 'zod';
import { contract } from '../../common/contract.ts';

let words: ReadonlySet<string> | null = null;

/** Every property name of the contract's answers. Worked out when a defect is reported for the first time. */
export function contractWords(): ReadonlySet<string> {
  if (words === null) {
    const found = new Set<string>();
    for (const { output } of Object.values(contract))
      collect(z.toJSONSchema(output, { unrepresentable: 'any' }), found);
    words = found;
  }
  return words;
}

function collect(schema: unknown, found: Set<string>): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries<unknown>(schema as Record<string, unknown>)) {
    if (key === 'properties' && typeof value === 'object' && value !== null)
      for (const name of Object.keys(value)) found.add(name);
    collect(value, found);
  }
}
