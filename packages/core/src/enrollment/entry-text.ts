import { findUnprintable, show } from '../text/index.ts';
import { isEditableList, isEditableMap, type EditableValue } from '../yaml/index.ts';
import { nameOf, type Issue } from './issue.ts';

/**
 * Finds texts that must not stand in any value or key, whatever it is for: characters that do not print, and what
 * opens a template expression of Kargo or GitHub (`${{`, `${%`). Values that reach Kargo hold no `${` at all; that is
 * part of their grammars.
 */
export function findForbiddenText(value: EditableValue, code: Issue['code']): Issue[] {
  const issues: Issue[] = [];
  const path: (string | number)[] = [];

  function visit(at: EditableValue): void {
    if (typeof at === 'string') check(at, false);
    else if (isEditableList(at)) at.forEach((item, index) => visitChild(index, item));
    else if (isEditableMap(at)) for (const key in at) visitChild(key, at[key] ?? null);
  }

  function visitChild(step: string | number, item: EditableValue): void {
    path.push(step);
    if (typeof step === 'string') check(step, true);
    visit(item);
    path.pop();
  }

  function check(text: string, atKey: boolean): void {
    if (suspicious.test(text)) issues.push(...textIssues(text, code, [...path], atKey));
  }

  visit(value);
  return issues;
}

// Nearly all texts are decided by this one expression.
const suspicious = /[^\t\n -~]|\$\{[{%]/;

function textIssues(text: string, code: Issue['code'], path: Issue['path'], atKey: boolean): Issue[] {
  const opener = /\$\{[{%]/.exec(text)?.[0];
  const at = findUnprintable(text);
  if (opener === undefined && at < 0) return [];
  const what =
    opener === undefined ? `a character that does not print (${show(text.charAt(at))})` : `\`${opener}\`, which begins a template`;
  const hint = opener === undefined ? 'Delete the character.' : 'Write out what is meant.';
  return [{ path, atKey, code, message: `${nameOf(path)} holds ${what}; ${atKey ? 'no key' : 'no value'} may.`, hint }];
}
