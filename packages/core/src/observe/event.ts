import { parseImageName, type ImageName } from '../enrollment/index.ts';
import { error, type Problem } from '../problem/index.ts';
import { parseBaseKey, type BaseKey } from '../reference/index.ts';
import { fail, isLongerThan, ok, show, type Result } from '../text/index.ts';

/** The event that a watcher sends when a base image moved (SPEC section 8). */
export const baseObserved = 'image-factory-base-observed';

/**
 * What is taken from such an event: whom to look up now, and nothing else. Tags and digests in it are what somebody says;
 * ours come from the registry.
 */
export interface BaseObserved {
  readonly image: ImageName | BaseKey;
}

/** Bytes; what forges send along with an event is a tenth of it. */
const mostBytes = 256 * 1024;

/**
 * Reads the event from the text of a file: as GitHub writes it for `repository_dispatch` (`client_payload.factory`) and
 * `workflow_dispatch` (`inputs.factory`, which is JSON in JSON), or `{"factory": {…}}` as it stands. Fields that nobody
 * here knows are passed over.
 */
export function readBaseObserved(text: string): Result<BaseObserved, Problem> {
  if (isLongerThan(text, mostBytes)) return fail(unusable('it is larger than 256 KiB'));
  const event = parseJson(text);
  if (!isObject(event)) return fail(unusable('it is no JSON object'));
  const { client_payload: payload, inputs } = event;
  const kind = stringIn(event, 'action') ?? (isObject(inputs) ? stringIn(inputs, 'event') : undefined);
  if (kind !== undefined && kind !== baseObserved) return fail(unusable(`it is ${show(kind)}, not \`${baseObserved}\``));
  const holder = isObject(payload) ? payload : isObject(inputs) ? inputs : event;
  const own = Object.hasOwn(holder, 'factory') ? holder['factory'] : undefined;
  const factory = typeof own === 'string' ? parseJson(own) : own;
  if (!isObject(factory)) return fail(unusable('it has no `factory`'));
  if (factory['v'] !== 1) return fail(unusable(`its version is ${show(factory['v'])}; this program knows version 1`));
  const name = stringIn(factory, 'image') ?? '';
  const [image, key] = [parseImageName(name), parseBaseKey(name)];
  if (image.ok) return ok({ image: image.value });
  return key === undefined ? fail(unusable(`\`image\` is ${show(name)}, which names no image`)) : ok({ image: key });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringIn(record: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function unusable(why: string): Problem {
  return error('observe/unusable-event', `The event says nothing that could be followed: ${why}.`, {
    hint: 'Nothing was looked up. The next run over all images finds what it was about.',
  });
}
