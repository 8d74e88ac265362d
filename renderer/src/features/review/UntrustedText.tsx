import { Fragment } from 'react';
import { useIntl } from 'react-intl';
import { splitAtBidiControls, type BidiControl } from './bidi-controls.ts';

function ControlMark({ control }: { readonly control: BidiControl }) {
  const intl = useIntl();
  const words = intl.formatMessage({ id: 'message.control' }, { control });
  // Its own direction keeps the mark from deciding the direction of the text around it.
  return (
    <span className="control-mark" role="img" aria-label={words} title={words} dir="ltr">
      {control}
    </span>
  );
}

/** What somebody wrote, with the characters that would reorder it shown by name instead of acting. */
export function UntrustedText({ text }: { readonly text: string }) {
  return splitAtBidiControls(text).map((piece, index) => (
    <Fragment key={index}>{'text' in piece ? piece.text : <ControlMark control={piece.control} />}</Fragment>
  ));
}
