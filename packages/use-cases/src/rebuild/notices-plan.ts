import type { FactoryConfig, RepoPath, RepoSlug } from '@image-factory/core/enrollment';
import { hasErrors, warning, worstFirst, type Problem } from '@image-factory/core/problem';
import { loadFactory } from '../load.ts';
import { noticeOf, type Notice } from './notices.ts';
import { planLoaded, type PlanDeps } from './plan-rebuilds.ts';
import { stopped } from '../stop-file.ts';

export interface NoticeInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** The repository that the factory is in. */
  readonly factory: RepoSlug;
}

export interface NoticePlan {
  /** Undefined when it is not certain what there is to say. */
  readonly notice?: Notice;
  /** Who is told, as factory.yaml says. */
  readonly ways: FactoryConfig['notifications'];
  readonly problems: readonly Problem[];
}

/** Finds out what people have to hear, from files alone: nothing is asked and nothing written. */
export async function planNotice({ dir, factory }: NoticeInputs, deps: PlanDeps): Promise<NoticePlan> {
  const loaded = await loadFactory(dir, deps);
  const { enrollment, config, repairs, problems } = loaded;
  if (enrollment === undefined || config === undefined) return { ways: config?.notifications ?? [], problems: worstFirst(problems) };
  const stop = await stopped(dir, deps.tree);
  const notice = noticeOf(await planLoaded(loaded, {}, { clock: deps.clock }), stop === undefined ? [] : [stop], { factory });
  const ways = config.notifications;
  // What can not be read may be what is wrong: then nobody is told that all is well.
  if (notice.items.length === 0 && (repairs.length > 0 || hasErrors(problems))) return { ways, problems: [uncertain()] };
  return { notice, ways, problems: [] };
}

function uncertain(): Problem {
  return warning('notify/uncertain', 'Nobody is told that all is well: some of what the factory is told, or knows, could not be read.', {
    hint: '`image-factory check` and `image-factory fsck` say what.',
  });
}
