import { shortHash } from '@image-factory/core/text';

const longest = 63;

/**
 * The name of an object, at most 63 characters: what is longer is cut and ends in `-` and 8 hex digits of the hash of
 * the whole name (SPEC section 16). Labels and the names of Jobs, which are made of these names, end there too.
 */
export function objectName(prefix: string, name: string): string {
  const whole = `${prefix}${name}`;
  if (whole.length <= longest) return whole;
  const hash = shortHash(whole);
  return `${whole.slice(0, longest - 1 - hash.length).replace(/[-.]+$/, '')}-${hash}`;
}

export const stageName = {
  analyze: (image: string) => objectName('analyze-dockerfile-', image),
  rebuild: (image: string) => objectName('rebuild-trigger-', image),
  observe: (warehouse: string) => objectName('observe-', warehouse),
  /** @param target - identifies the file that is brought up to date */
  update: (image: string, target: string) => objectName('update-', `${image}-${shortHash(target)}`),
} as const;

/**
 * Names for base images beside enrolled ones, by state key: the key itself, or `base-` and the key when an enrolled
 * image has that name. Should even that be the key of another base, the hash of the key is added. Which base gets which
 * name depends on the names alone, not on their order.
 *
 * @param enrolled - names that belong to enrolled images
 */
export function distinctBaseNames(bases: readonly string[], enrolled: ReadonlySet<string>): ReadonlyMap<string, string> {
  const taken = new Set([...enrolled, ...bases.filter((base) => !enrolled.has(base))]);
  return new Map(bases.map((base) => [base, enrolled.has(base) ? renamed(base, taken) : base]));
}

function renamed(base: string, taken: ReadonlySet<string>): string {
  const name = objectName('base-', base);
  return taken.has(name) ? objectName('base-', `${base}-${shortHash(base)}`) : name;
}

/** Whether Kubernetes takes it as the name of an object: RFC 1123 subdomain, and short enough for a label. */
export function isObjectName(name: string): boolean {
  return name.length <= longest && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/.test(name);
}
