import { child, entriesOf, scalarText, type Node } from '../document/index.ts';
import { extendService, readRawService, sizeOf, type RawService } from './raw-service.ts';

/** Most services that extend one another in a row, and most arguments that are copied on the way. */
const limits = { chain: 32, copied: 200_000 };

/** What a service extends, as written. */
interface Extends {
  readonly service: string | undefined;
  readonly file: string | undefined;
  readonly line: number;
}

/**
 * The services of a file with what they extend in it. A base that is not in the file, or that leads back to where it
 * started, is noted in the service. Each service is worked out once; time is bounded, whoever extends whom.
 */
export function resolveServices(services: Node | undefined): ReadonlyMap<string, RawService> {
  const nodes = new Map(entriesOf(services).map(({ key, value, line }) => [key, { value, line }]));
  const known = new Map<string, RawService>();
  let copied = 0;

  /** From the service up to the first one that is known, or that extends nothing. */
  function chainOf(name: string): string[] {
    const chain = [name];
    for (let next = baseOf(name); next !== undefined && !known.has(next) && chain.length <= limits.chain; next = baseOf(next)) {
      if (chain.includes(next)) break;
      chain.push(next);
    }
    return chain;
  }

  function baseOf(name: string): string | undefined {
    const extended = readExtends(nodes.get(name)?.value);
    return extended?.file === undefined && nodes.has(extended?.service ?? '') ? extended?.service : undefined;
  }

  function resolve(name: string): void {
    const { value, line } = nodes.get(name) ?? {};
    if (value === undefined) return;
    const own = readRawService(value, line ?? value.line);
    const extended = readExtends(value);
    const base = known.get(baseOf(name) ?? '');
    if (extended === undefined) known.set(name, own);
    else if (base === undefined || copied > limits.copied)
      known.set(name, { ...own, elsewhere: unresolved(extended, baseOf(name) !== undefined) });
    else {
      copied += sizeOf(base);
      known.set(name, extendService(base, own));
    }
  }

  for (const name of nodes.keys()) for (const link of chainOf(name).toReversed()) if (!known.has(link)) resolve(link);
  return known;
}

function readExtends(service: Node | undefined): Extends | undefined {
  const node = child(service, 'extends');
  if (node === undefined || (node.kind === 'scalar' && scalarText(node, 'compose') === null)) return undefined;
  const [named, file] = node.kind === 'map' ? [child(node, 'service'), child(node, 'file')] : [node, undefined];
  return { service: textOf(named), file: textOf(file), line: (named ?? node).line };
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? (scalarText(node, 'compose') ?? undefined) : undefined;
}

function unresolved({ service, file, line }: Extends, known: boolean): NonNullable<RawService['elsewhere']> {
  const written = service ?? '';
  if (file !== undefined) return { written, line, why: `it extends a service of \`${file}\`, and only one file is read` };
  if (known) return { written, line, why: 'the services extend one another in a circle, or too many in a row' };
  return { written, line, why: 'it extends a service that the file does not have' };
}
