/** The key of a command, as printed on the control. Screen readers get it from the control's own description. */
export function KeyCap({ keys }: { readonly keys: string | null }) {
  return keys === null ? null : (
    <kbd className="key-cap" aria-hidden="true">
      {keys}
    </kbd>
  );
}
