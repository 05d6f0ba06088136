import { isEditableList, isEditableMap, parseEditable } from '@image-factory/core/yaml';
import type { TargetForm } from './types.ts';

const trigger = 'workflow_dispatch';

/** What a workflow takes when it is dispatched, by its file; a file that can not be read takes anything. */
export function readWorkflowForm(text: string, file: string): TargetForm {
  const value = parseEditable(text, file).value?.value;
  if (!isEditableMap(value)) return { kind: 'form', showsKey: false };
  const on = value['on'];
  const starts = on === trigger || (isEditableList(on) && on.includes(trigger)) || (isEditableMap(on) && Object.hasOwn(on, trigger));
  if (!starts) return { kind: 'blocked', why: `${file} does not start on ${trigger}.` };
  const settings = isEditableMap(on) ? on[trigger] : undefined;
  const declared = isEditableMap(settings) && isEditableMap(settings['inputs']) ? Object.keys(settings['inputs']) : [];
  const name = value['run-name'];
  const showsKey = declared.includes('key') && typeof name === 'string' && /\$\{\{\s*(?:github\.event\.)?inputs\.key\s*\}\}/.test(name);
  return { kind: 'form', inputs: declared, showsKey };
}
