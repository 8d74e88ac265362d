import { withoutMarks } from './clean-text.ts';
import { isAndroidAttached, isIosAttached } from './whatsapp-phrases.ts';

/** Endings of the files WhatsApp writes itself and of the documents people commonly send. */
const ENDINGS =
  'jpe?g|png|gif|webp|heic|bmp|tiff?|mp4|mov|3gp|mkv|avi|webm|opus|ogg|oga|m4a|mp3|aac|amr|wav|flac|pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|txt|csv|json|xml|html?|epub|vcf|ics|zip|rar|7z|apk|was|thumb';
/** A file name without white space or quotation marks. One with spaces could be a sentence and stays text. */
const FILE = `[^\\s<>:"/\\\\|?*•]{1,150}\\.(?:${ENDINGS})`;
const PAGES =
  "pages?|seiten?|páginas?|pagin[ae]|pagina's|sayfa|страниц[аы]?|strony?|stran[ay]?|sider?|sidor?|sivua?|oldal|halaman|trang|صفحات|صفحة|עמודים|पेज|ページ|페이지|页|頁";
const DESCRIPTION = `${FILE} •(?: \\d{1,6} ?(?:${PAGES}))?(?: ?•? ?\\d{1,6}(?:[.,]\\d{1,3})? ?[kmg]b)?`;

const DESCRIBES_FILE = new RegExp(`^${DESCRIPTION}$`, 'iu');
const ANDROID_FILE = new RegExp(`^${FILE} \\(([^()]{3,40})\\)$`, 'iu');
const IOS_FILE = new RegExp(`[\\u200e\\u200f]?<([^<>:：]{2,40})[:：]\\s?${FILE}>`, 'iu');

/** `report.pdf • 3 pages`, which iOS writes before a document. */
export function describesFile(text: string): boolean {
  return DESCRIBES_FILE.test(
    withoutMarks(text)
      .replace(/[\u00a0\u202f]/gu, ' ')
      .trim(),
  );
}

/**
 * Text that came with a file: empty when there was only the file, null when there was no file.
 * iOS writes `<attached: 00000042-PHOTO-….jpg>` after the caption, Android `IMG-….jpg (file attached)` on a line before it.
 */
export function captionOf(text: string): string | null {
  const ios = IOS_FILE.exec(text);
  if (ios !== null && isIosAttached(ios[1] ?? '')) {
    const before = text.slice(0, ios.index);
    return `${describesFile(before) ? '' : before}${text.slice(ios.index + ios[0].length)}`.trim();
  }
  const [firstLine = '', ...rest] = text.split('\n');
  const android = ANDROID_FILE.exec(withoutMarks(firstLine).trimEnd());
  return android !== null && isAndroidAttached(android[1] ?? '') ? rest.join('\n').trim() : null;
}
