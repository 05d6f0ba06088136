import { ok, show } from '../../text/index.ts';
import type { WorkflowFile } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

const fileName = /^[A-Za-z0-9._-]{1,100}\.ya?ml$/;

/** Reads which workflow is meant: the name of its file, without a folder, or its number. */
export function parseWorkflowFile(text: string): Parsed<WorkflowFile> {
  if (fileName.test(text) || /^[0-9]{1,20}$/.test(text)) return ok(text as WorkflowFile);
  return refuse(
    `${show(text)} is not a workflow: write the name of its file in \`.github/workflows\`, ending in \`.yml\` or \`.yaml\`, or its number.`,
    workflowHint(text),
  );
}

function workflowHint(text: string): string | undefined {
  const inFolder = /^(?:\.?\/)?\.github\/workflows\/([^/]+)$/.exec(text)?.[1];
  if (inFolder !== undefined && fileName.test(inFolder)) return `Write \`${inFolder}\`, without the folder.`;
  return fileName.test(`${text}.yml`) ? `Write \`${text}.yml\`.` : undefined;
}
