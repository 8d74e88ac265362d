/**
 * The two-level policy taxonomy. Severity S0 is the gravest. `dsa` is the category of the EU Digital Services Act
 * transparency database, `openai` the nearest category of the OpenAI moderation vocabulary; null where none fits.
 */
export type Severity = 'S0' | 'S1' | 'S2' | 'S3';

export const POLICY_CODES = [
  'CHILD',
  'TERROR',
  'TRAFFICKING',
  'THREAT',
  'SELF_HARM',
  'NCII',
  'HATE',
  'PRIVACY',
  'HARASSMENT',
  'SEXUAL',
  'FRAUD',
  'IMPERSONATION',
  'GOODS',
  'SPAM',
  'CIVIC',
] as const;
export type PolicyCode = (typeof POLICY_CODES)[number];

export interface SubPolicy {
  /** `POLICY.name`, unique in the taxonomy. */
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly guideline: string;
}

export interface Policy {
  readonly code: PolicyCode;
  readonly name: string;
  /** The gravest severity any of its sub-policies has. */
  readonly severity: Severity;
  readonly guidelineVersion: string;
  readonly dsa: string;
  readonly openai: string | null;
  readonly children: readonly SubPolicy[];
}

const GUIDELINES = '1.0';

function policy(
  code: PolicyCode,
  name: string,
  severity: Severity,
  dsa: string,
  openai: string | null,
  children: readonly (readonly [name: string, label: string, severity: Severity, guideline: string])[],
): Policy {
  return {
    code,
    name,
    severity,
    guidelineVersion: GUIDELINES,
    dsa,
    openai,
    children: children.map(([suffix, label, level, guideline]) => ({
      code: `${code}.${suffix}`,
      name: label,
      severity: level,
      guideline,
    })),
  };
}

export const POLICIES: readonly Policy[] = [
  policy('CHILD', 'Child safety', 'S0', 'PROTECTION_OF_MINORS', 'sexual/minors', [
    [
      'approach',
      'Sexual approach to a minor',
      'S0',
      'Any sexual approach to someone who is or appears to be under 18. Do not forward, do not describe; commit and it goes to the restricted lane.',
    ],
    [
      'material',
      'Sexualised material of a minor',
      'S0',
      'Offering, asking for or pointing to such material, also in code words. One look is enough; do not search further.',
    ],
  ]),
  policy('TERROR', 'Terrorism', 'S0', 'RISK_FOR_PUBLIC_SECURITY', 'violence', [
    [
      'incitement',
      'Incitement or recruitment',
      'S0',
      'Calls to attack, recruitment, or praise that asks others to follow. Reporting about it or condemning it is not a violation.',
    ],
    ['instructions', 'Instructions for an attack', 'S0', 'Practical help for an attack, whatever the tone.'],
  ]),
  policy('TRAFFICKING', 'Trafficking', 'S0', 'RISK_FOR_PUBLIC_SECURITY', null, [
    [
      'exploitation',
      'Exploitation or recruitment',
      'S0',
      'Recruiting, moving or holding people for work or sex by force, debt or deceit.',
    ],
  ]),
  policy('THREAT', 'Threats', 'S0', 'VIOLENCE', 'harassment/threatening', [
    [
      'credible',
      'Credible threat to life',
      'S0',
      'A target and a means, a time or a place. If danger is near, escalate at once.',
    ],
    [
      'violence',
      'Threat of violence',
      'S1',
      'States or clearly implies the wish to hurt a person. Banter that both sides keep up is not a threat.',
    ],
  ]),
  policy('SELF_HARM', 'Self-harm', 'S0', 'SELF_HARM', 'self-harm', [
    [
      'risk',
      'Person at risk',
      'S0',
      'The writer may be in danger. This is a support lane: no punishment, escalate for outreach.',
    ],
    ['encouragement', 'Encouraging self-harm', 'S1', 'Telling, daring or teaching another person to harm themselves.'],
  ]),
  policy('NCII', 'Intimate images without consent', 'S1', 'CYBER_VIOLENCE', 'sexual', [
    [
      'sharing',
      'Sharing or threatening to share',
      'S1',
      'Sharing, offering, or threatening to share intimate images of someone who did not agree.',
    ],
  ]),
  policy('HATE', 'Hate', 'S1', 'ILLEGAL_OR_HARMFUL_SPEECH', 'hate', [
    [
      'dehumanising',
      'Dehumanising a group',
      'S1',
      'Attacks people for a protected characteristic. Quoting it to object, and reclaimed words among one’s own, are not violations.',
    ],
    ['slur', 'Slurs at a person', 'S1', 'A slur aimed at a person for a protected characteristic.'],
  ]),
  policy('PRIVACY', 'Privacy', 'S1', 'DATA_PROTECTION_AND_PRIVACY_VIOLATIONS', null, [
    [
      'exposure',
      'Exposing private details',
      'S1',
      'Publishing or threatening to publish an address, number, documents or health details of another person.',
    ],
  ]),
  policy('HARASSMENT', 'Harassment', 'S2', 'CYBER_VIOLENCE', 'harassment', [
    [
      'insults',
      'Targeted insults',
      'S2',
      'Repeated demeaning language aimed at one person. Includes veiled intimidation; credible threats go to Threats.',
    ],
    ['unwanted', 'Unwanted contact', 'S2', 'Goes on writing after a clear request to stop.'],
    ['brigading', 'Calling others to pile on', 'S2', 'Asks others to contact, mock or report one person.'],
  ]),
  policy('SEXUAL', 'Sexual content', 'S2', 'CYBER_VIOLENCE', 'sexual', [
    [
      'unwanted',
      'Unwanted sexual messages',
      'S2',
      'Sexual remarks, requests or images that were not asked for. Any sign of a minor goes to Child safety.',
    ],
  ]),
  policy('FRAUD', 'Fraud and scams', 'S2', 'SCAMS_AND_FRAUD', 'illicit', [
    ['advance', 'Advance payment and romance', 'S2', 'Asks for money or vouchers under a false story.'],
    ['phishing', 'Phishing', 'S2', 'Tries to get codes, passwords or card numbers.'],
    ['investment', 'False investment', 'S2', 'Promises certain returns, pushes to a trading page.'],
  ]),
  policy('IMPERSONATION', 'Impersonation', 'S2', 'SCAMS_AND_FRAUD', null, [
    [
      'person',
      'Pretending to be someone',
      'S2',
      'Claims to be a person, company or authority it is not, to gain trust.',
    ],
  ]),
  policy('GOODS', 'Prohibited goods', 'S2', 'UNSAFE_AND_PROHIBITED_PRODUCTS', 'illicit', [
    ['drugs', 'Drugs and medicines', 'S2', 'Offers drugs or prescription medicine.'],
    ['weapons', 'Weapons', 'S2', 'Offers weapons or their parts.'],
    ['documents', 'False documents', 'S2', 'Offers forged papers, certificates or money.'],
  ]),
  policy('SPAM', 'Spam', 'S3', 'OTHER_VIOLATION_TC', null, [
    [
      'bulk',
      'Unasked bulk messages',
      'S3',
      'Advertising or chain messages nobody asked for, without deceit. With deceit it is Fraud.',
    ],
  ]),
  policy('CIVIC', 'Civic integrity', 'S3', 'NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS', null, [
    [
      'voting',
      'False voting information',
      'S3',
      'Wrong times, places or rules of a vote. Opinions about candidates are not violations.',
    ],
  ]),
];

const BY_CODE = new Map<string, Policy>(POLICIES.map((entry) => [entry.code, entry]));
const SUB_BY_CODE = new Map<string, { policy: Policy; child: SubPolicy }>(
  POLICIES.flatMap((entry) => entry.children.map((child) => [child.code, { policy: entry, child }] as const)),
);

export function isPolicyCode(value: string): value is PolicyCode {
  return BY_CODE.has(value);
}

export function policyOf(code: PolicyCode): Policy {
  const found = BY_CODE.get(code);
  if (!found) throw new Error(`unknown policy ${code}`);
  return found;
}

/** Finds a second-level policy such as `HARASSMENT.insults`; null when the taxonomy has none of that code. */
export function findSubPolicy(code: string): { policy: Policy; child: SubPolicy } | null {
  return SUB_BY_CODE.get(code) ?? null;
}

/** Minutes from receipt within which a case of this severity is due. */
export const DUE_MINUTES: Record<Severity, number> = { S0: 60, S1: 240, S2: 24 * 60, S3: 72 * 60 };
