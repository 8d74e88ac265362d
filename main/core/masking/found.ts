import type { Masked } from '../../../common/domain/masking.ts';

/** A range of the folded text that one of the rules found. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly what: Masked;
}
