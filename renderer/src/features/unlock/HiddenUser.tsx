/** Names whose passphrase a form is about, for assistive technology and for Chromium, which complains without it. */
export function HiddenUser({ id }: { readonly id: string }) {
  return <input type="text" name="username" autoComplete="username" value={id} readOnly hidden />;
}
