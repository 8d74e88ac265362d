/** A team key as a sender knows it. */
export interface TeamKeyPublic {
  readonly keyId: string;
  /** X25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

export interface SealingKeys {
  /** The keys valid at a time (Unix milliseconds): several while the old and the new one overlap, none when all ended. */
  recipients(at: number): readonly TeamKeyPublic[];
}

/** `retired`: nothing new is sealed to it, what was sealed in its time opens. `destroyed`: the private half is gone. */
export type TeamKeyState = 'active' | 'retired' | 'destroyed';

export interface UnsealingKeys {
  /**
   * The team key of this id, null when there never was one. `notBefore` and `notAfter` are Unix milliseconds.
   * `privateKey` (X25519, 32 bytes) is null once destroyed, or where this process may not have it.
   */
  find(keyId: string): {
    readonly state: TeamKeyState;
    readonly notBefore: number;
    readonly notAfter: number;
    readonly privateKey: Uint8Array | null;
  } | null;
}

export interface PlatformKey {
  /** What people call the platform. */
  readonly name: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Unix milliseconds between which the platform may have received a report signed with this key. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** `retired`: no longer trusted at all, whatever time a report names. A key that simply ended keeps its `notAfter`. */
  readonly state: 'trusted' | 'retired';
}

export interface PlatformKeys {
  find(keyId: string): PlatformKey | null;
}

/** What this workspace lets in. */
export interface IntakeRules {
  /** Whether reports without message franking are taken in; they are shown as not verifiable. */
  readonly allowUnsigned: boolean;
  /** A report received longer ago than this is refused. */
  readonly maxAgeDays: number;
}

/** Everything intake needs to know about keys. Read afresh for every bundle, so that a change holds at once. */
export interface IntakeTrust {
  readonly sealing: SealingKeys;
  readonly unsealing: UnsealingKeys;
  readonly platforms: PlatformKeys;
  rules(): IntakeRules;
}
