import type { Claimed } from './select.ts';
import type { ForgeRefusal, RunTarget, Runs, TargetForm } from './ports.ts';
import { targetId } from './target.ts';

/** Requests that one run serves. */
export interface Group {
  readonly target: RunTarget;
  readonly form: Extract<TargetForm, { kind: 'form' }>;
  /** At least one. */
  readonly members: readonly [Claimed, ...Claimed[]];
}

export interface Grouped {
  readonly groups: readonly Group[];
  readonly refused: readonly { readonly member: Claimed; readonly refusal: ForgeRefusal }[];
}

/**
 * Requests by the run that they need: each its own, but for images that share a workflow which does not ask for which image
 * it is started (SPEC section 8).
 */
export async function group(claimed: readonly Claimed[], { inspect }: Pick<Runs, 'inspect'>): Promise<Grouped> {
  const forms = new Map<string, TargetForm>();
  const shared = new Map<string, Group>();
  const groups: Group[] = [];
  const refused: { member: Claimed; refusal: ForgeRefusal }[] = [];
  for (const member of claimed) {
    const id = targetId(member.target);
    const form = forms.get(id) ?? (await inspect(member.target));
    forms.set(id, form);
    if (form.kind !== 'form') refused.push({ member, refusal: form });
    else if (form.inputs === undefined || form.inputs.includes('image')) groups.push({ target: member.target, form, members: [member] });
    else {
      const before = shared.get(id);
      shared.set(id, { target: member.target, form, members: before === undefined ? [member] : [...before.members, member] });
    }
  }
  return { groups: [...groups, ...shared.values()], refused };
}

/** What the run is told: of all there is to say, what the target declares. */
export function inputsOf({ form, members: [first] }: Group): Readonly<Record<string, string>> {
  const { image, key, rebuild } = first;
  const everything: Record<string, string> = {
    ...rebuild.inputs,
    image,
    key,
    ...(rebuild.reason === undefined ? {} : { reason: rebuild.reason }),
  };
  const { inputs } = form;
  if (inputs === undefined) return everything;
  return Object.fromEntries(Object.entries(everything).filter(([name]) => inputs.includes(name)));
}
