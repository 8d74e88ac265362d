import type { AuthorRole, BundleScore, ModelIdentity } from '../../../common/domain/scores.ts';

export const ENGINE_NAMES = ['wasm', 'cpu', 'node'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** One message as the classifier reads it: text and who wrote it, nothing else. */
export interface ReadableMessage {
  readonly slot: number;
  readonly role: AuthorRole;
  /** Null for attachments and empty slots; such messages are not scored. */
  readonly text: string | null;
}

export interface ReadableBundle {
  readonly bundleId: string;
  readonly messages: readonly ReadableMessage[];
}

export interface ClassifierInfo {
  readonly model: ModelIdentity;
  readonly engine: EngineName;
  readonly labels: readonly string[];
  /** Milliseconds from start to the first answer. */
  readonly loadMs: number;
}

/**
 * The classifier as the rest of Quintet sees it. Implementations run in a worker; a crash rejects the calls under way
 * with CLASSIFIER_FAILED and the next call starts a fresh worker.
 */
export interface Classifier {
  info(): Promise<ClassifierInfo>;
  /**
   * Scores bundles in the order given. A bundle in which nothing that counts towards the case can be read has no score
   * and yields null; whether the reporter's own messages could be read makes no difference.
   */
  classify(bundles: readonly ReadableBundle[]): Promise<readonly (BundleScore | null)[]>;
  close(): Promise<void>;
}
