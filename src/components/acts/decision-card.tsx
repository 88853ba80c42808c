import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";
import { inkTone, type Tone, toneIcon } from "../ui/tone";

export type DecisionCardProps = {
  tone: Tone;
  icon?: LucideIcon;
  /** The kind of decision in a word, so that colour and icon are never the only sign. */
  kind: string;
  fact: ReactNode;
  /** What it costs or saves. */
  money?: ReactNode;
  proposal?: ReactNode;
  /** The button that does it, first. */
  actions: ReactNode;
  /** Unfolds; the reasons and their record. */
  why?: ReactNode;
  whyLabel?: string;
  id?: string;
  className?: string;
};

/** One thing to decide: fact, money, proposal, button, why. */
export function DecisionCard(props: DecisionCardProps) {
  const { tone, icon, kind, fact, money, proposal, actions, why, whyLabel, id, className } = props;
  return (
    <article id={id} className={cn("flex flex-col gap-2 px-4 py-3 sm:flex-row sm:items-start sm:gap-4", className)}>
      <Icon icon={icon ?? toneIcon[tone]} className={cn("mt-0.5 hidden sm:block", inkTone[tone])} />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          <span className={cn("mr-1.5", inkTone[tone])}>{kind}</span>
          {fact}
        </p>
        {proposal || money ? (
          <p className="text-ink-2">
            {proposal}
            {proposal && money ? " · " : null}
            {money}
          </p>
        ) : null}
        {why ? (
          <details className="mt-1">
            <summary className="w-fit rounded-sm text-link underline underline-offset-2">{whyLabel}</summary>
            <div className="pt-2">{why}</div>
          </details>
        ) : null}
      </div>
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    </article>
  );
}
