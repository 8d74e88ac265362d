/**
 * What a disclosure may contain; nothing else can be asked for. Pseudonyms are those of the report: Quintet knows no
 * names, numbers or addresses of people beyond what stands in the messages themselves.
 */
export const DISCLOSURE_FIELDS = [
  'case_reference',
  'received_at',
  'category',
  'reporter_pseudonym',
  'subject_pseudonym',
  'conversation_id',
  'reported_message',
  'context_messages',
  'complaint',
  'metadata',
  'verification',
  'decision',
  'log_proof',
] as const;
export type DisclosureField = (typeof DISCLOSURE_FIELDS)[number];
