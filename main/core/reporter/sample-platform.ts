import { sha256 } from '../../crypto/mac.ts';
import { ReferencePlatform, type PlatformIdentity } from './reference-platform.ts';

/**
 * The platform of the sample reports. Its seed is public, so its signatures prove nothing: only sample workspaces trust
 * it, to show what a proven report looks like.
 */
const SAMPLE_SEED = sha256(Buffer.from('quintet sample platform', 'latin1'));

export const samplePlatform = new ReferencePlatform(SAMPLE_SEED, 'Sample platform');

export const SAMPLE_PLATFORM: PlatformIdentity & { readonly notBefore: number } = {
  ...samplePlatform.identity,
  /** Unix milliseconds: before the oldest report of the committed sample. */
  notBefore: Date.UTC(2025, 0, 1),
};
