import { bareName, readStatic, type Attribute, type Block, type Complaint, type UserFunction } from '../hcl/index.ts';
import { attributeOf, complaintAt } from './world.ts';

const fields = new Set(['params', 'variadic_params', 'result']);

/** Reads the declarations of functions; one that is no function is left out, and what is wrong with it complained of. */
export function readFunctions(blocks: ReadonlyMap<string, Block>): { functions: Map<string, UserFunction>; complaints: Complaint[] } {
  const functions = new Map<string, UserFunction>();
  const complaints: Complaint[] = [];
  for (const [name, block] of blocks) {
    const result = readFunction(block);
    if ('result' in result) functions.set(name, result);
    else complaints.push(result);
  }
  return { functions, complaints };
}

function readFunction(block: Block): UserFunction | Complaint {
  const { body, file } = block;
  const unknown = body.attributes.find(({ name }) => !fields.has(name)) ?? body.blocks[0];
  if (unknown !== undefined) return complaintAt(unknown, 'A function has params, variadic_params and result, nothing else.');
  const [params, rest, result] = [attributeOf(body, 'params'), attributeOf(body, 'variadic_params'), attributeOf(body, 'result')];
  if (params === undefined || result === undefined) return complaintAt(block, 'A function needs params and result.');
  const names = readNames(params);
  const restName = rest && bareName(readStatic(rest.value, file));
  if (names === undefined) return complaintAt(params, 'Parameters are a list of names: `params = [a, b]`.');
  if (rest !== undefined && restName === undefined) return complaintAt(rest, 'The parameter for all that is left is a name.');
  return { params: names, ...(restName !== undefined && { rest: restName }), result: result.value, source: file };
}

function readNames({ value, file }: Attribute): string[] | undefined {
  if (value.kind !== 'tuple') return undefined;
  const names = value.items.map((item) => bareName(readStatic(item, file)));
  return names.every((name) => name !== undefined) ? names : undefined;
}
