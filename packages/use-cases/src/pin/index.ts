export { pin, type PinDeps, type PinInputs, type PinReport } from './pin.ts';
export { planPins, type PinPlan, type PlanPinsDeps, type PlanPinsInputs } from './plan-pins.ts';
export type { PinHome } from './places.ts';
export type { OpenedPlace, PinForge, PinPlace } from './ports.ts';
export type { PinRequest, PlannedPin } from './report.ts';
