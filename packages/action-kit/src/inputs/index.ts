export { commitInputs } from './commit.ts';
export { readCheckouts } from './checkouts.ts';
export { Flag, FolderInput, filledByRunner, Lines, parsedBy, PathInput, Secret, type Refusal } from './blocks.ts';
export { describeInputs, describeOutputs, type InputDescription, type InputSchema } from './describe.ts';
export { toKebab, type Env } from './names.ts';
export { parseInputs, type ParsedInputs } from './parse.ts';
export { readInputs, type ReadOptions } from './read.ts';
export type { Renames } from './renamed.ts';
export { SecretText } from './secret.ts';
