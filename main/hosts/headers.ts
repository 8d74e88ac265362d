import { randomBytes } from 'node:crypto';

/** Text in the built page that each response replaces with a nonce of its own. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export function createNonce(): string {
  return randomBytes(18).toString('base64');
}

/**
 * The page's content security policy: nothing but the window's own files, no inline script, no string ever becomes
 * markup or code (Trusted Types with no policy at all). Only `<style>` elements that carry this response's nonce run.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Headers of every response of either host, whatever it carries. */
export const HARDENING_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'referrer-policy': 'no-referrer',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
  'x-frame-options': 'DENY',
} as const;

export function responseHeaders(nonce: string): Record<string, string> {
  return { ...HARDENING_HEADERS, 'content-security-policy': contentSecurityPolicy(nonce) };
}
