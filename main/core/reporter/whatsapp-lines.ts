import { solarHijriToCommon } from './calendar.ts';
import { withoutLeadingMarks, withoutMarks } from './clean-text.ts';

/** How the lines of an export begin: `[date, time] ` on iOS, `date, time - ` on Android. */
export type LineStyle = 'bracket' | 'dash';

export interface NormalisedExport {
  /** The export with every message header in one form, `D/M/Y, HH:MM:SS - `, which the parser library reads. */
  readonly text: string;
  readonly style: LineStyle;
  /** Whether dates are certain to have the month before the day; undefined leaves it to the library to infer. */
  readonly daysFirst: boolean | undefined;
}

/**
 * Stands at the beginning of a line that belongs to the message before it, so that no text a person pasted is read as
 * a header. A private-use character; {@link withoutGuards} takes it out again.
 */
const GUARD = '\ue0f1';

/** Zero of every decimal digit block that phones write dates in. */
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x1040,
  0x17e0, 0xff10,
];

const DATE = /^(\d{1,4})\s?[-/.\u2010\u2011年년]\s?(\d{1,2})\s?[-/.\u2010\u2011月월]\s?(\d{1,4})(?:[日일.](?!\d))?/u;
const TIME = /(\d{1,2})\s?[:.h٫]\s?(\d{2})(?!\d)/u;
const SECONDS = /^[:.٫](\d{2})(?!\d)/u;
const AMERICAN = /^\d{1,2}\/\d{1,2}\/\d{2},?\s.*[\d\s][AP]M$/u;
/** Longest text between date and time, and between time and the end of the header (`p. m.`, `Uhr`, `अपराह्न`). */
const MAX_BETWEEN = 24;
const MAX_AFTER = 18;
/** Longest header looked for at the beginning of a line. */
const MAX_HEADER = 90;

/** Markers of the half day without dots and spaces, as phones in many languages write them. */
const AFTERNOON = new Set(
  'pm م مساء مساءً بظ بعدازظهر 下午 午後 오후 μμ öös ös ch ptg du pd epasdites অপরাহ্ণ अपराह्न பிற்பகல் หลังเที่ยง אחהצ'.split(
    ' ',
  ),
);
const FORENOON = new Set(
  'am ص صباحا صباحًا قظ قبلازظهر 上午 午前 오전 πμ öö sa pg de paradite eparadites পূর্বাহ্ণ पूर्वाह्न முற்பகல் ก่อนเที่ยง לפנהצ'.split(
    ' ',
  ),
);

/**
 * Brings the headers of an export into one form: digits of any script become ASCII, direction marks and markers of the
 * half day in many languages are resolved, Buddhist years become common ones. The bodies are left as they are.
 * @returns null when no line looks like a message header
 */
export function normaliseExport(text: string): NormalisedExport | null {
  const lines = text.split(/\r\n|\r|\n/u);
  const headers = lines.map(readHeader);
  const style = headers.find((header) => header !== null)?.style;
  if (style === undefined) return null;
  const normalised = lines.map((line, index) => {
    const header = headers[index];
    if (header?.style !== style) return `${GUARD}${line}`;
    return `${header.date}, ${header.time} - ${header.rest}`;
  });
  const own = headers.filter((header) => header?.style === style);
  const first = headers.findIndex((header) => header?.style === style);
  return { text: normalised.slice(first).join('\n'), style, daysFirst: daysFirst(own) };
}

export function withoutGuards(text: string): string {
  return text.replaceAll(`\n${GUARD}`, '\n');
}

/**
 * Whether days stand before months: not after a year, and not in the American form `1/9/24, 9:05 AM` unless a first
 * number is no month. Otherwise the library infers it from all dates.
 */
function daysFirst(headers: readonly (Header | null)[]): boolean | undefined {
  if (headers.some((header) => header?.yearFirst === true)) return false;
  const american = headers.every((header) => header?.american === true);
  return american && headers.every((header) => Number.parseInt(header?.date ?? '', 10) <= 12) ? false : undefined;
}

interface Header {
  readonly style: LineStyle;
  readonly date: string;
  readonly yearFirst: boolean;
  /** Slashes, a year of two digits, capital AM or PM: the form of phones in US English. */
  readonly american: boolean;
  /** 24 hours, `HH:MM:SS`. */
  readonly time: string;
  /** Author and message, or a line of the messenger. Never empty. */
  readonly rest: string;
}

/** A line cut where its header may end. */
interface Cut {
  readonly head: string;
  readonly rest: string;
}

function readHeader(line: string): Header | null {
  const start = withoutLeadingMarks(line).trimStart();
  if (start.startsWith('[')) return headerOf(cutAtBracket(start), 'bracket');
  if (!/^\p{Nd}/u.test(start)) return null;
  return headerOf(cutAtDash(start), 'dash') ?? headerOf(cutAtColon(start), 'dash');
}

function headerOf(cut: Cut | null, style: LineStyle): Header | null {
  if (cut === null) return null;
  const head = withoutMarks(asciiDigits(cut.head)).trim();
  const date = DATE.exec(head);
  if (date === null) return null;
  const parts = [date[1] ?? '', date[2] ?? '', date[3] ?? ''] as const;
  const time = timeOf(head.slice(date[0].length));
  if (time === null || !isPlausible(parts)) return null;
  return {
    style,
    date: commonDate(parts).join('/'),
    yearFirst: parts[0].length === 4,
    american: AMERICAN.test(head),
    time,
    rest: completeAuthor(cut.rest),
  };
}

function cutAtBracket(line: string): Cut | null {
  const end = line.slice(0, MAX_HEADER).indexOf(']');
  return end === -1 ? null : { head: line.slice(1, end), rest: line.slice(end + 1).trimStart() };
}

/** Android ends the header with ` - `. */
function cutAtDash(line: string): Cut | null {
  const dash = /\s[-–—](?:\s|$)/u.exec(line.slice(0, MAX_HEADER));
  return dash === null ? null : { head: line.slice(0, dash.index), rest: line.slice(dash.index + dash[0].length) };
}

/** The oldest iOS exports end it with `: ` after the time. */
function cutAtColon(line: string): Cut | null {
  const colon = /[\dm.]:\s/iu.exec(line.slice(0, MAX_HEADER));
  if (colon === null) return null;
  return { head: line.slice(0, colon.index + 1), rest: line.slice(colon.index + colon[0].length) };
}

function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0;
    const zero = ZEROS.find((candidate) => point >= candidate && point < candidate + 10);
    return zero === undefined ? digit : String(point - zero);
  });
}

/** Reads what follows the date as a time of 24 hours, `HH:MM:SS`; null when it is something else. */
function timeOf(text: string): string | null {
  const time = TIME.exec(text);
  if (time === null || time.index === 0 || time.index > MAX_BETWEEN) return null;
  const afterMinutes = text.slice(time.index + time[0].length);
  const seconds = SECONDS.exec(afterMinutes);
  const before = text.slice(0, time.index);
  const after = afterMinutes.slice(seconds?.[0].length ?? 0);
  if (after.length > MAX_AFTER || /[\d:]/u.test(before + after)) return null;
  let hour = Number(time[1]);
  const [minute, second] = [Number(time[2]), Number(seconds?.[1] ?? 0)];
  if (hour > 24 || minute > 59 || second > 60) return null;
  const markers = [...before.split(/[\s,،]+/u), after].map(markerOf);
  if (markers.some((marker) => AFTERNOON.has(marker)) && hour < 12) hour += 12;
  if (markers.some((marker) => FORENOON.has(marker)) && hour === 12) hour = 0;
  return [hour % 24, minute, Math.min(second, 59)].map((part) => String(part).padStart(2, '0')).join(':');
}

function markerOf(word: string): string {
  return word.replace(/[\s.,"״\u200c]/gu, '').toLowerCase();
}

/** Whether three numbers can be a day, a month and a year in some order. */
function isPlausible([first, second, third]: readonly [string, string, string]): boolean {
  if (first.length === 3 || third.length === 3) return false;
  if (first.length === 4) return isDayAndMonth(Number(second), Number(third));
  return (
    isDayAndMonth(Number(first), Number(second)) || (third.length <= 2 && isDayAndMonth(Number(second), Number(third)))
  );
}

function isDayAndMonth(left: number, right: number): boolean {
  const [small, large] = [Math.min(left, right), Math.max(left, right)];
  return small >= 1 && small <= 12 && large <= 31;
}

/** The date in the common calendar: Thai phones write Buddhist years, Persian phones dates of the solar Hijri year. */
function commonDate(parts: readonly [string, string, string]): readonly string[] {
  const [year, month, day] = parts.map(Number) as [number, number, number];
  if (parts[0].length === 4 && year > 1300 && year < 1500) return solarHijriToCommon(year, month, day) ?? parts;
  return parts.map((part) => {
    const value = Number(part);
    return part.length === 4 && value > 2400 && value < 2700 ? String(value - 543) : part;
  });
}

/**
 * Makes what stands before the first colon readable as a name for the library: it takes no line separators of Unicode in
 * one. Editors and mail programs cut trailing space, which turns `Name: ` into `Name:`; the library needs the space.
 */
function completeAuthor(rest: string): string {
  if (rest.trim() === '') return ' ';
  const complete = /^[^:]{1,80}:$/u.test(rest) ? `${rest} ` : rest;
  const colon = complete.search(/:\s/u);
  return colon === -1
    ? complete
    : `${complete.slice(0, colon).replace(/[\u2028\u2029]/gu, ' ')}${complete.slice(colon)}`;
}
