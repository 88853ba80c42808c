import type { ReactNode } from "react";
import { TooltipBubble } from "./button";
import { cn } from "./cn";

/** Adds to what the child already says by itself: on touch it is not there, so nothing may depend on it. */
export function Tooltip({ text, children, className }: { text: ReactNode; children: ReactNode; className?: string }) {
  return (
    <span className={cn("group/tip relative inline-flex", className)}>
      {children}
      <TooltipBubble>{text}</TooltipBubble>
    </span>
  );
}
