import type { Wish } from '@image-factory/core/decide';
import type { ImageName, RepoPath } from '@image-factory/core/enrollment';
import { error, type Checked, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { loadFactory, type LoadDeps } from '../load.ts';
import { unknownImage } from './unknown-image.ts';

/** What a person asks for. */
export interface Asked {
  readonly images: readonly string[];
  readonly reason?: string | undefined;
  readonly emergency: boolean;
  /** Who asks, by the forge's word; empty where nobody says. */
  readonly by?: string;
}

const mostCharacters = 500;

/**
 * Reads what a person asks for, by name of the image.
 *
 * @param id - tells this request from any other
 */
export function wishesOf({ images, reason, emergency, by = '' }: Asked, id: string): Result<ReadonlyMap<string, Wish>, Problem[]> {
  if (images.length === 0) {
    if (reason === undefined && !emergency) return ok(new Map());
    return fail([
      error('inputs/missing', 'A reason, or an emergency, is about images, and none is named.', { hint: 'Name what is to be rebuilt.' }),
    ]);
  }
  if (reason === undefined)
    return fail([
      error('inputs/missing', 'A rebuild that a person asks for needs a reason.', {
        hint: 'Such as "New certificates": it goes into state and summary.',
      }),
    ]);
  if (reason.length > mostCharacters)
    return fail([error('inputs/invalid', `A reason has at most ${mostCharacters} characters.`, { hint: 'Leave a link instead.' })]);
  return ok(new Map(images.map((name) => [name, { id, reason, ...(emergency ? { emergency } : {}), ...(by === '' ? {} : { by }) }])));
}

/** The wishes for images that there are, and a problem for each of the others. */
export function knownWishes(wishes: ReadonlyMap<string, Wish>, names: readonly ImageName[]): Checked<ReadonlyMap<ImageName, Wish>> {
  const known = new Map<ImageName, Wish>();
  for (const name of names) {
    const wish = wishes.get(name);
    if (wish !== undefined) known.set(name, wish);
  }
  const unknown = [...wishes.keys()].filter((name) => !names.some((one) => one === name));
  return { value: known, problems: unknown.map((name) => unknownImage(name, names)) };
}

/** Who may have what done, by the forge's word. */
export interface EmergencyRights {
  mayEmergency(
    actor: string,
    allowed: readonly string[],
  ): Promise<{ readonly kind: 'yes' } | { readonly kind: 'no' | 'blocked' | 'denied' | 'later'; readonly why: string }>;
}

/**
 * Whether somebody may go over holds: `rebuild.emergency` of factory.yaml names who (R15).
 *
 * @param actor - the login that the runner says; empty where it says none
 */
export async function refuseEmergency(dir: RepoPath, actor: string, rights: EmergencyRights, deps: LoadDeps): Promise<Problem | undefined> {
  const { config } = await loadFactory(dir, deps);
  const right = await rights.mayEmergency(actor, config?.rebuild.emergency ?? []);
  if (right.kind === 'yes') return undefined;
  const who = actor === '' ? 'Somebody unknown' : show(actor);
  return error('dispatch/denied', `${who} may not start an emergency rebuild: ${right.why}`, {
    hint: 'Users and teams that may are named in `rebuild.emergency` of factory.yaml.',
  });
}
