/** Labels of the classifier. Experimental ones had too few examples to be treated as equals; every screen says so. */
export const LABELS = ['toxicity', 'insult', 'hate', 'threat', 'sexual', 'spam_scam', 'sexism'] as const;
export type Label = (typeof LABELS)[number];
export const EXPERIMENTAL_LABELS: readonly Label[] = ['insult', 'threat', 'sexual'];

/** Probability per label, 0–1, after calibration. A model may know fewer labels than {@link LABELS}. */
export type Scores = Partial<Record<Label, number>>;

/** Words before numbers: what a probability means against the label's shipped threshold. */
export type Band = 'likely' | 'possible' | 'unlikely';

export type AuthorRole = 'subject' | 'reporter' | 'other';

export interface MessageScore {
  readonly slot: number;
  readonly role: AuthorRole;
  readonly scores: Scores;
  /** Strongest label of the message relative to its threshold. */
  readonly label: Label;
  readonly band: Band;
}

/** The advice for one case. `label` is the strongest label, `slots` are the messages the case score was made from. */
export interface CaseScore {
  readonly scores: Scores;
  readonly label: Label;
  readonly band: Band;
  /** Band of every label the model knows, for the words on screen. */
  readonly bands: Partial<Record<Label, Band>>;
  readonly slots: readonly number[];
}

export interface ModelIdentity {
  readonly id: string;
  /** SHA-256 of the model's manifest, hex. */
  readonly sha256: string;
}

/** What the classifier says about one bundle. */
export interface BundleScore {
  readonly bundleId: string;
  readonly case: CaseScore;
  readonly messages: readonly MessageScore[];
  readonly model: ModelIdentity;
}

/** Why a case has no score: no text, a script the model was not trained on, or a classifier that did not run. */
export const NOT_SCORED = ['no_text', 'script', 'classifier_failed'] as const;
export type NotScored = (typeof NOT_SCORED)[number];
