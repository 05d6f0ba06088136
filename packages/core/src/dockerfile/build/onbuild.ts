import { fail, ok, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { parseInstruction } from '../syntax/parse-instruction.ts';
import { readDocument } from '../syntax/document.ts';
import type { StageInstruction } from '../syntax/instruction.ts';
import type { BuildGraph, BuildNode, PlannedInstruction } from './graph.ts';
import { connect, planInstruction } from './sources.ts';

/**
 * Puts the ONBUILD triggers of a stage's base in front of its own instructions. They count at the line of its FROM.
 *
 * @returns whether the stage may need more than before
 */
export function addTriggers(node: BuildNode, triggers: readonly string[], graph: BuildGraph, escape: string): Result<boolean, Complaint> {
  const planned: PlannedInstruction[] = [];
  for (const trigger of triggers) {
    const instruction = parseTrigger(trigger);
    if (!instruction.ok) return instruction;
    const plan = planInstruction(instruction.value, node.line, graph, escape);
    if (!plan.ok) return fail(fromBase(plan.error));
    planned.push(plan.value);
    connect(node, plan.value);
  }
  node.instructions = [...planned, ...node.instructions];
  return ok(planned.some(({ sources }) => sources.length > 0));
}

/** A trigger is read like a file of its own, with the usual escape character unless it says otherwise. */
function parseTrigger(trigger: string): Result<StageInstruction, Complaint> {
  const { statements, complaints, escape } = readDocument(trigger);
  const [statement, ...more] = statements;
  const complaint = complaints[0];
  if (complaint !== undefined) return fail(fromBase(complaint));
  if (statement === undefined || more.length > 0) return fail(fromBase(complain('One trigger is one instruction.')));
  const parsed = parseInstruction(statement, escape);
  if (!parsed.ok) return fail(fromBase(parsed.error));
  const instruction = parsed.value;
  return instruction.kind === 'from' ? fail(fromBase(complain('FROM can not be triggered.'))) : ok(instruction);
}

/** The words stand in the base, not at this line. */
function fromBase({ message, hint }: Complaint): Complaint {
  return complain(`An ONBUILD trigger of the base is invalid: ${message}`, hint === undefined ? {} : { hint });
}

/** The triggers that ONBUILD instructions of a stage leave for the stages that start from it. */
export function triggersOf(stage: BuildNode): readonly string[] {
  return stage.instructions.flatMap(({ instruction }) => (instruction.kind === 'onbuild' ? [instruction.trigger] : []));
}
