import { show } from '../../text/index.ts';
import { complain, type PlacedComplaint } from '../complaint.ts';
import { detectCheck } from '../syntax/frontend.ts';
import { isBoolean } from '../syntax/parse-run.ts';
import { trimSpace } from '../words/whitespace.ts';

/** Why BuildKit could not read a `# check=` directive: up to three of `skip=…;experimental=…;error=…`. */
export function checkDirective(text: string): PlacedComplaint | undefined {
  const directive = detectCheck(text);
  if (directive === undefined || trimSpace(directive.value) === '') return undefined;
  const { value, line } = directive;
  const [first = '', second, ...others] = trimSpace(value).split(';');
  const options = [first, ...(second === undefined ? [] : [second]), ...(others.length === 0 ? [] : [others.join(';')])];
  const wrong = options.find((option) => !isOption(option));
  if (wrong === undefined) return undefined;
  const hint = 'It takes `skip=` and `experimental=` with names of rules or `all`, and `error=true`.';
  return { ...complain(`The directive \`check\` has no option ${show(wrong)}.`, { hint, words: wrong }), line };
}

function isOption(option: string): boolean {
  const equals = option.indexOf('=');
  const name = trimSpace(option.slice(0, Math.max(equals, 0)));
  if (name === 'error') return isBoolean(trimSpace(option.slice(equals + 1)));
  return equals !== -1 && (name === 'skip' || name === 'experimental');
}
