import type { BundleScore } from '../../../common/domain/scores.ts';
import type { Problem } from '../../../common/errors.ts';
import type { ClassifierInfo, ReadableBundle } from './engine.ts';
import type { TextModelOptions } from './text-model.ts';

/** `workerData` of the classifier worker. */
export type WorkerStart = TextModelOptions;

export type WorkerRequest =
  | { readonly id: number; readonly kind: 'info' }
  | { readonly id: number; readonly kind: 'classify'; readonly bundles: readonly ReadableBundle[] };

export type WorkerReply =
  | { readonly id: number; readonly kind: 'info'; readonly info: ClassifierInfo }
  | { readonly id: number; readonly kind: 'scores'; readonly scores: readonly (BundleScore | null)[] }
  | { readonly id: number; readonly kind: 'problem'; readonly problem: Problem };
