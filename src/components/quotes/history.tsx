import { Card } from "@/components/ui";
import { When } from "@/components/values";

/** What happened, oldest first; only what did happen. */
export function History({
  title,
  steps,
}: {
  title: string;
  steps: readonly { label: string; at: string | null; note?: string | null }[];
}) {
  return (
    <Card className="flex flex-col gap-2">
      <h2 className="text-lg">{title}</h2>
      <ol className="flex flex-col gap-1">
        {steps.flatMap(({ label, at, note }) =>
          at
            ? [
                <li key={`${label}${at}`} className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <span>
                    {label}
                    {note ? <span className="text-ink-2"> · {note}</span> : null}
                  </span>
                  <span className="text-ink-2">
                    <When at={at} style="datetime" />
                  </span>
                </li>,
              ]
            : [],
        )}
      </ol>
    </Card>
  );
}
