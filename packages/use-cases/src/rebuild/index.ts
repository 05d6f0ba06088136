export { dispatch, type DispatchDeps, type DispatchInputs, type DispatchReport } from './dispatch.ts';
export type { FollowedImage } from './follow-builds.ts';
export { planRebuilds, type PlanDeps, type PlanInputs, type PlannedBase, type PlannedImage, type RebuildPlan } from './plan-rebuilds.ts';
export type { ImageContents, Registries } from './ports.ts';
export { refuseEmergency, wishesOf, type Asked, type EmergencyRights } from './wishes.ts';
