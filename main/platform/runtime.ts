/** Node-API version that better-sqlite3 13 needs; an older runtime would end the process without a message. */
const NEEDED_NAPI = 10;

/** Null when this runtime can load the native modules, otherwise the sentence that says what to do. */
export function runtimeProblem(
  napi: string | undefined = process.versions['napi'],
  node = process.version,
): string | null {
  if (Number(napi ?? 0) >= NEEDED_NAPI) return null;
  return `Quintet needs Node.js 24 (this is ${node}). Start it through npm, which brings its own: npm run -s quintet -- <command>.`;
}
