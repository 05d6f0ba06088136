import { unknownValue } from '../value.ts';
import { collectionFunctions } from './collections.ts';
import { declare, type BuiltIn, type Functions } from './declare.ts';
import { encodingFunctions } from './encodings.ts';
import { formatFunctions } from './formats.ts';
import { networkFunctions } from './networks.ts';
import { numberFunctions } from './numbers.ts';
import { patternFunctions } from './patterns.ts';
import { setFunctions } from './sets.ts';
import { textFunctions } from './texts.ts';
import { timeFunctions } from './times.ts';
import { versionFunctions } from './versions.ts';

/** What only a run can tell. */
const runFunctions: Functions = [
  ofRun('timestamp', '', 'it is the time of the build'),
  ofRun('uuidv4', '', 'it is random'),
  ofRun('bcrypt', 'sn*', 'it is random'),
  ofRun('homedir', '', 'it is a folder of the machine that builds'),
  ofRun('rsadecrypt', 'ss', 'it is a secret'),
];

/** Every function that bake offers besides `try`, `can` and `convert`, which look at how their arguments are written. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map([
  ...numberFunctions,
  ...textFunctions,
  ...collectionFunctions,
  ...setFunctions,
  ...encodingFunctions,
  ...formatFunctions,
  ...patternFunctions,
  ...timeFunctions,
  ...networkFunctions,
  ...versionFunctions,
  ...runFunctions,
]);

function ofRun(name: string, signature: string, why: string): Functions[number] {
  return declare(name, signature, () => unknownValue(why));
}
