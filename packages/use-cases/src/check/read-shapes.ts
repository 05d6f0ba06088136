/** Reads a part of a JSON document; what does not have the shape throws, with its path. */
export type Shape<T> = (value: unknown, path: string) => T;

/** A document that does not have the shape that it should. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
}

function refuse(path: string, wanted: string): never {
  throw new WrongShape(`${path === '' ? 'the document' : path} is not ${wanted}`);
}

/** @param most - UTF-16 units */
export function text(most: number): Shape<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= most ? value : refuse(path, `a text of at most ${most} characters`);
}

export const flag: Shape<boolean> = (value, path) => (typeof value === 'boolean' ? value : refuse(path, 'true or false'));

export const count: Shape<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(path, 'a whole number');

export function oneOf<const T extends string | number>(...allowed: readonly T[]): Shape<T> {
  return (value, path) => allowed.find((one) => one === value) ?? refuse(path, `one of ${allowed.join(', ')}`);
}

export function list<T>(of: Shape<T>, most: number): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > most) return refuse(path, `a list of at most ${most}`);
    return value.map((item, index) => of(item, `${path}[${index}]`));
  };
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Read<S extends Shapes> = { readonly [K in keyof S]: S[K] extends Shape<infer T> ? T : never };

/** A mapping with the required members, and those of the optional ones that are there; others are left out. */
export function object<R extends Shapes, O extends Shapes>(required: R, optional: O): Shape<Read<R> & Partial<Read<O>>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(path, 'a mapping');
    const members = new Map<string, unknown>(Object.entries(value));
    const read = Object.entries({ ...required, ...optional })
      .filter(([key]) => Object.hasOwn(required, key) || members.get(key) !== undefined)
      .map(([key, shape]) => [key, shape(members.get(key), path === '' ? key : `${path}.${key}`)]);
    return Object.fromEntries(read) as Read<R> & Partial<Read<O>>;
  };
}
