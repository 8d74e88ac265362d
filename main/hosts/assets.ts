import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { createNonce, NONCE_PLACEHOLDER, responseHeaders } from './headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface Asset {
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

/** The built window's files, as both hosts serve them. */
export interface Assets {
  /**
   * @param pathname of a parsed URL, still percent-encoded
   * @returns null for everything that is not a file of a known type inside the root
   */
  read(pathname: string): Promise<Asset | null>;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG';
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/**
 * Whether a decoded path names a file below the root and nothing else: no step upwards, no second root, no drive, no
 * separator of another system, no end-of-string trick.
 */
function isPlain(path: string): boolean {
  if (!path.startsWith('/') || path.includes('\\') || path.includes('\0') || path.includes(':')) return false;
  return path
    .slice(1)
    .split('/')
    .every((step) => step !== '' && !step.startsWith('.'));
}

/** @param root folder of the built renderer; files reached through links that leave it are not served */
export function createAssets(root: string): Assets {
  const realRoot = realpath(root);
  // Awaited on each read; a missing folder must not end the process before the first one.
  realRoot.catch(() => undefined);

  const load = async (path: string): Promise<Buffer | null> => {
    try {
      const base = await realRoot;
      const file = await realpath(join(base, path));
      return file.startsWith(base + sep) ? await readFile(file) : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };

  return {
    read: async (pathname) => {
      const decoded = decode(pathname);
      const path = decoded === '/' ? '/index.html' : decoded;
      if (path === null || !isPlain(path)) return null;
      const type = TYPES[extname(path)];
      if (type === undefined) return null;
      const content = await load(path);
      if (content === null) return null;
      const nonce = createNonce();
      const isPage = extname(path) === '.html';
      const body = isPage ? Buffer.from(content.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce)) : content;
      return { body, headers: { ...responseHeaders(nonce), 'content-type': type } };
    },
  };
}
