/** Scheme and host of the desktop window's own pages. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'quintet';
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

/** Whether an address is one of the window's own pages. Compares parts: `URL.origin` is `"null"` for this scheme. */
export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}
