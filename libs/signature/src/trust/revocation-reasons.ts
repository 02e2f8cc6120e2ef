/** Why a certificate no longer holds: the reasons of RFC 5280 5.3.1, and which of them the grounds of Decree 68/2024 mean. */

/** Reasons that end a certificate for good. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  authorityCompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

/** The only reason that can end. */
export const CERTIFICATE_HOLD = 6;

/** Takes an entry off; only a delta list may say so. */
export const REMOVE_FROM_LIST = 8;

/** Numbers that may stand in a complete list: 7 is unused, 8 (removeFromCRL) belongs to deltas. */
export const reasonNumbers: ReadonlySet<number> = new Set([...Object.values(revocationReasons), CERTIFICATE_HOLD, 10]);

/** Grounds of Decree 68/2024/NĐ-CP Art. 17; expiry, its first one, needs no revocation. */
export const decreeReasons = {
  keyExposedOrDeviceLost: 'keyCompromise',
  askedByInvestigators: 'privilegeWithdrawn',
  askedByManagingAgency: 'privilegeWithdrawn',
  postChangedRetiredOrDied: 'affiliationChanged',
  organisationDissolvedSplitOrMerged: 'cessationOfOperation',
  deviceStopped: 'cessationOfOperation',
} as const satisfies Readonly<Record<string, RevocationReason>>;

/** `reason` is undefined where none is given. `since` in milliseconds. */
export interface Revoked {
  readonly since: number;
  readonly reason?: number;
}
