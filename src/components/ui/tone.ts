import { CircleCheck, CircleDashed, Info, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";

export type Tone = "neutral" | "success" | "warning" | "danger" | "info" | "brand" | "accent";

export const softTone: Record<Tone, string> = {
  neutral: "bg-surface-sunken text-ink-2 border-line",
  success: "bg-success-soft text-success-ink border-success-line",
  warning: "bg-warning-soft text-warning-ink border-warning-line",
  danger: "bg-danger-soft text-danger-ink border-danger-line",
  info: "bg-info-soft text-info-ink border-info-line",
  brand: "bg-brand-soft text-on-brand-soft border-line",
  accent: "bg-accent-soft text-on-accent-soft border-accent-line",
};

export const inkTone: Record<Tone, string> = {
  neutral: "text-ink-2",
  success: "text-success-ink",
  warning: "text-warning-ink",
  danger: "text-danger-ink",
  info: "text-info-ink",
  brand: "text-link",
  accent: "text-on-accent-soft",
};

export const fillTone: Record<Tone, string> = {
  neutral: "bg-ink-3",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
  info: "bg-info",
  brand: "bg-brand",
  accent: "bg-accent",
};

/** Each status owns a shape, so that colour is never the only sign. */
export const toneIcon: Record<Tone, LucideIcon> = {
  neutral: CircleDashed,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: OctagonAlert,
  info: Info,
  brand: CircleCheck,
  accent: Info,
};
