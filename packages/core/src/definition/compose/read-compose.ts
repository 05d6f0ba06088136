import { warning, type Checked } from '../../problem/index.ts';
import { child, readDocument } from '../document/index.ts';
import type { BuildDefinition } from '../types.ts';
import { resolveServices } from './extends.ts';
import type { Variables } from './interpolate.ts';
import { toDefinition } from './to-definition.ts';

/**
 * The builds of a Compose file, by the name of the service. Read are `build` in both its forms, `image` as a tag,
 * `platform`, `extends` within the file, anchors and merge keys, and variables; profiles play no part. Services that
 * build nothing are not among the result. Fragments named by `include`, override files and `.env` are the caller's
 * matter: one text is read, and nothing else.
 *
 * @param file - path of the file, for the places of problems
 * @param options.variables - what is known of the environment, such as the content of `.env`; see {@link interpolate} for the others
 */
export function readCompose(
  file: string,
  text: string,
  { variables = {} }: { readonly variables?: Variables } = {},
): Checked<ReadonlyMap<string, BuildDefinition>> {
  const { value: document, problems } = readDocument(text, file, { mergeKeys: true });
  if (document === undefined) return { value: new Map(), problems };
  const services = child(document, 'services');
  if (services?.kind !== 'map') {
    const nothing = warning('definition/no-build', 'The Compose file has no services.', { source: { file } });
    return { value: new Map(), problems: [...problems, nothing] };
  }
  const resolved = resolveServices(services);
  const scope = { variables, builds: (name: string) => resolved.get(name)?.builds === true };
  const building = [...resolved].filter(([, service]) => service.builds || service.elsewhere !== undefined);
  return { value: new Map(building.map(([name, service]) => [name, toDefinition(service, scope)])), problems };
}
