/** What one call may carry. The largest real input is a draft with its reason, far below this. */
export const INPUT_LIMITS = { characters: 64 * 1024, nodes: 4096, depth: 12 } as const;

/**
 * Whether a value is small and shallow enough to be validated. Walks without recursion and stops at the first limit,
 * so that neither a deep nor a cyclic value costs more than the limits themselves.
 */
export function withinLimits(value: unknown, limits: typeof INPUT_LIMITS = INPUT_LIMITS): boolean {
  const pending: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let characters = 0;
  let nodes = 0;
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    nodes += 1;
    if (nodes > limits.nodes || item.depth > limits.depth) return false;
    if (typeof item.value === 'string') characters += item.value.length;
    else if (typeof item.value === 'object' && item.value !== null) {
      const entries = Object.entries(item.value);
      if (entries.length > limits.nodes) return false;
      for (const [key, inner] of entries) {
        characters += key.length;
        pending.push({ value: inner, depth: item.depth + 1 });
      }
    }
    if (characters > limits.characters) return false;
  }
  return true;
}
