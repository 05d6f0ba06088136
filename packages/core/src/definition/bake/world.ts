import type { Attribute, Block, Body, Complaint, Run, Scope, SourceText, Span, UserFunction, Value } from '../hcl/index.ts';

/** A variable as a file declares it. */
export interface Variable {
  readonly name: string;
  readonly block: Block;
}

/** One target or group; of a block with a matrix there is one for each combination. */
export interface Instance {
  readonly name: string;
  readonly block: Block;
  readonly scope: Scope;
  /** Fields as far as they were asked for. */
  readonly fields: Map<string, Value>;
  /** Fields that are being evaluated, to find circles. */
  readonly open: Set<string>;
}

/** All files of a bake definition while they are evaluated. */
export interface World {
  readonly variables: ReadonlyMap<string, Variable>;
  /** `name = value` at the top of a file. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly functions: ReadonlyMap<string, UserFunction>;
  /** What the environment sets. */
  readonly given: Readonly<Record<string, string>>;
  readonly values: Map<string, Value>;
  readonly open: Set<string>;
  /** Names that were asked for and nothing sets, by the combination of a matrix that asked. */
  readonly missing: Map<Scope['locals'], Set<string>>;
  /** By type and name; undefined until variables and functions are settled. */
  instances: { readonly target: readonly Instance[]; readonly group: readonly Instance[] } | undefined;
  readonly run: Run;
  depth: number;
}

/** The declarations of all files. A later file's variable, function or attribute takes the place of an earlier one's. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly functions: ReadonlyMap<string, Block>;
  /** Targets and groups, in the order of files. */
  readonly blocks: readonly Block[];
  readonly complaints: readonly Complaint[];
}

/** Names that no file can declare. */
const reserved: ReadonlySet<string> = new Set(['group', 'target', 'BAKE_CMD_CONTEXT', 'BAKE_LOCAL_PLATFORM']);

/** Sorts what the bodies hold by what it declares. Blocks of other types are ignored, as bake does. */
export function declare(bodies: readonly Body[]): Declarations {
  const variables = new Map<string, Variable>();
  const functions = new Map<string, Block>();
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const complaints: Complaint[] = [];
  for (const body of bodies) {
    for (const attribute of body.attributes)
      if (!reserved.has(attribute.name) && attribute.name !== 'function') attributes.set(attribute.name, attribute);
    for (const block of body.blocks) {
      const { type, labels } = block;
      if (!['variable', 'function', 'target', 'group'].includes(type)) continue;
      const [name] = labels;
      if (name === undefined || labels.length > 1)
        complaints.push(complaintAt(block, `\`${type}\` has one name: \`${type} "name" { … }\`.`));
      else if (type === 'variable' && !reserved.has(name)) variables.set(name, { name, block });
      else if (type === 'function' && !reserved.has(name)) functions.set(name, block);
      else if (type === 'target' || type === 'group') blocks.push(block);
    }
  }
  return { variables, functions, attributes, blocks, complaints };
}

export function attributeOf(body: Body, name: string): Attribute | undefined {
  return body.attributes.find((attribute) => attribute.name === name);
}

export function complaintAt({ file, start, end }: { readonly file: SourceText } & Span, message: string): Complaint {
  return { source: file, span: { start, end }, message };
}
