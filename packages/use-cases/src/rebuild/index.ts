export { dispatch, type DispatchDeps, type DispatchInputs, type DispatchReport } from './dispatch.ts';
export { readReports, type GivenReports, type ReportFiles, type Reports, type ScannedImage } from './overrides-read.ts';
export { overridesFrom, type Overrides, type OverridesInput } from './overrides.ts';
export type { FollowedImage } from './follow-builds.ts';
export { noticeOf, type Notice, type NoticeItem } from './notices.ts';
export type { HeldFailure } from './notices-failure.ts';
export { planNotice, type NoticeInputs, type NoticePlan } from './notices-plan.ts';
export { tellAll, type IssueAnswer, type IssueBoard, type Messages, type TellDeps, type Told } from './notices-tell.ts';
export { planRebuilds, type PlanDeps, type PlanInputs, type PlannedBase, type PlannedImage, type RebuildPlan } from './plan-rebuilds.ts';
export type { ImageContents, Registries } from './ports.ts';
export {
  recordUnchanged,
  type ImageParts,
  type Unchanged,
  type UnchangedBuild,
  type UnchangedDeps,
  type UnchangedInput,
} from './record-unchanged.ts';
export { refuseEmergency, wishesOf, type Asked, type EmergencyRights } from './wishes.ts';
