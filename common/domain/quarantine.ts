/**
 * Why a bundle was refused at intake: the closed list of codes, each with the sentence a moderator reads. A code and a
 * field name are all that is said about a refused bundle; its content never appears.
 */
export const QUARANTINE_CODES = {
  SIZE: 'The bundle is larger than a bundle may be.',
  SCHEMA_UTF8: 'The bundle is not valid UTF-8 text.',
  SCHEMA_JSON: 'The bundle is not one JSON object.',
  SCHEMA_DEPTH: 'The bundle is nested deeper than the format allows.',
  SCHEMA_VERSION: 'The bundle names a format version that this Quintet does not know.',
  SCHEMA_UNKNOWN_FIELD: 'The bundle has a field that the format does not know.',
  SCHEMA_MISSING_FIELD: 'The bundle lacks a field that the format requires.',
  SCHEMA_FIELD: 'A field of the bundle has a value that the format does not allow.',
  SCHEMA_CANONICAL: 'The sealed bundle is not written in the one exact form the format allows.',
  DUPLICATE_KEY: 'The bundle names the same field twice, so that two readers could see two different reports.',
  LONE_SURROGATE: 'A text in the bundle holds half of a character.',
  CONTROL_CHARACTER: 'A text in the bundle holds a control character.',
  TEXT_LENGTH: 'A text in the bundle is longer than the format allows.',
  TIME_FORMAT: 'A time in the bundle is not RFC 3339 in UTC with milliseconds.',
  AGE: 'The report is older than this workspace takes in, or one of its times lies in the future.',
  BUNDLE_ID: 'The bundle id is not a UUID of version 7.',
  POLICY_UNKNOWN: 'The bundle names a policy that the taxonomy does not have.',
  METADATA_KEY: 'The metadata holds a field that is not on the allow-list.',
  HEADER_MISMATCH: 'The clear header says something else than the report it belongs to.',
  KEY_UNKNOWN: 'The bundle is sealed for a key that this workspace does not have.',
  KEY_RETIRED: 'The bundle was received after the key it is sealed for had ended.',
  KEY_NOT_YET_VALID: 'The bundle is sealed for a key that is not valid yet.',
  KEY_DESTROYED: 'The key that the bundle is sealed for was destroyed, so nobody can open it any more.',
  SEAL: 'The seal is broken: header, wrapped keys or content were changed after sealing.',
  NOT_AS_LOGGED: 'The stored report is not the one that the log says came in.',
  PARTIES: 'Authors, roles and parties of the conversation contradict each other.',
  REPORTED_AUTHOR: 'The reported message was not written by the reported user.',
  NO_MESSAGES: 'The bundle holds no message.',
  TOO_MANY_MESSAGES: 'The bundle holds more than five messages.',
  SLOTS: 'The messages are not in consecutive slots ending with the reported message in slot 5.',
  CONSENT_EXCEEDED: 'More messages were sent than the reporter agreed to.',
  CONSENT_MISMATCH: 'Fewer messages were sent than the notice announced.',
  BASE64: 'A binary field is not canonical base64.',
  OPENING_LENGTH: 'An opening is not exactly 32 bytes long.',
  BINARY_LENGTH: 'A binary field has the wrong length.',
  ATTACHMENT: 'The bytes of an attachment do not match its size or hash.',
  AUTHENTICITY_PARTIAL:
    'Some messages carry proof of authenticity and some do not, or the platform signature is missing.',
  UNSIGNED_NOT_ALLOWED: 'The bundle carries no proof of authenticity, and this workspace takes in none without.',
  PLATFORM_KEY_UNKNOWN: 'The bundle is signed with a platform key that this workspace does not know.',
  PLATFORM_KEY_RETIRED:
    'The platform key that signed the bundle is no longer trusted, or had ended when it was received.',
  PLATFORM_KEY_NOT_YET_VALID: 'The platform key that signed the bundle was not valid yet when it was received.',
  SIGNATURE:
    'The platform signed something else: who wrote, who reported, the category, the time or a message’s record was changed.',
  COMMITMENT: 'A message is not the one its sender committed to: its words, kind or attachment were changed.',
  SEQUENCE: 'The sequence numbers are not consecutive: context was dropped, repeated or reordered.',
  CONVERSATION: 'A message belongs to another conversation.',
  CONTEXT: 'The platform’s record of a message does not match its author, time or number.',
} as const;

export type QuarantineCode = keyof typeof QUARANTINE_CODES;

export function isQuarantineCode(value: string): value is QuarantineCode {
  return Object.hasOwn(QUARANTINE_CODES, value);
}

/**
 * What a lead may let pass with a reason: rules of this workspace, not signs of tampering. Everything else has to hold
 * when the bundle is verified again.
 */
export const WAIVABLE: ReadonlySet<QuarantineCode> = new Set<QuarantineCode>(['AGE', 'UNSIGNED_NOT_ALLOWED']);
