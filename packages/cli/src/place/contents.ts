import { layoutOf } from '@image-factory/use-cases';
import type { Context } from '../context.ts';
import { remoteAccess } from './remote-access.ts';

/** For a plan: none where no registry may be asked. */
export function contentsOf({ env, log, place, ports }: Context): { readonly contents?: ReturnType<Context['ports']['registries']> } {
  return remoteAccess(env, layoutOf(place.dir).factory, false) === undefined ? {} : { contents: ports.registries(env, log) };
}
