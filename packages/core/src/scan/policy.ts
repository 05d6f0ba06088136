import { isAtLeast } from './severity.ts';
import type { Finding } from './types.ts';

/** Which vulnerabilities do not wait for the delay: `rebuild.cve` of factory.yaml. */
export interface UrgencyPolicy {
  /** This severity and worse; `none`: no severity is urgent by itself. */
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'none';
  /** Whatever CISA lists as exploited. */
  readonly kev: boolean;
  /** An EPSS of this and above, 0 to 1; undefined: it plays no part. */
  readonly epss?: number;
}

/** Whether the policy finds it urgent, fixed or not. What the package is not affected by never is. */
export function isUrgent({ severity, kev, epss, status }: Finding, policy: UrgencyPolicy): boolean {
  if (status === 'not-affected') return false;
  if (policy.kev && kev === true) return true;
  if (policy.severity !== 'none' && isAtLeast(severity, policy.severity)) return true;
  return policy.epss !== undefined && epss !== undefined && epss >= policy.epss;
}

/** What the policy asks for, as a clause: `critical, or known to be exploited`. */
export function describePolicy({ severity, kev, epss }: UrgencyPolicy): string {
  const parts = [
    ...(severity === 'none' ? [] : [severity === 'critical' ? severity : `${severity} or worse`]),
    ...(kev ? ['known to be exploited'] : []),
    ...(epss === undefined ? [] : [`exploited within 30 days with a probability of ${epss} or more`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join(', or ');
}
