import { CheckCheck, MessageCircle } from "lucide-react";
import type { CSSProperties } from "react";
import { cn, Icon } from "@/components/ui";
import { formatMoney } from "@/lib/format";
import type { Language } from "@/lib/i18n";
import type { Translate } from "@/lib/i18n/translate";
import { Awning } from "./awning";
import { type TradeDemo, tradeDemos } from "./trades";

const STEP_SECONDS = 1.1;
const after = (step: number): CSSProperties => ({ animationDelay: `${step * STEP_SECONDS}s` });

/** Written out, for the compiler of styles finds classes by reading them. */
const shownBy: Record<TradeDemo["key"], string> = {
  Parts: "group-has-[#rubro-Parts:checked]/demo:flex",
  Cafe: "group-has-[#rubro-Cafe:checked]/demo:flex",
  Clinic: "group-has-[#rubro-Clinic:checked]/demo:flex",
  Barber: "group-has-[#rubro-Barber:checked]/demo:flex",
};

/** A chat that moves a stock. No script at all: radios choose, animations play, and without either it reads complete. */
export function LiveDemo({ t, language }: { t: Translate; language: Language }) {
  return (
    <div className="group/demo w-full max-w-md">
      <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-lg">
        <Awning className="block" />
        {tradeDemos.map((demo) => (
          <Trade key={demo.key} demo={demo} t={t} language={language} />
        ))}
        <fieldset className="border-t border-line p-2">
          <legend className="sr-only">{t("marketing.demoLegend")}</legend>
          <div className="grid grid-cols-4 gap-1">
            {tradeDemos.map(({ key }, index) => (
              <label
                key={key}
                className="flex min-h-11 cursor-pointer items-center justify-center rounded-md text-sm text-ink-2 hover:bg-surface-hover has-checked:bg-brand-soft has-checked:font-semibold has-checked:text-on-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-focus"
              >
                <input type="radio" name="rubro" id={`rubro-${key}`} className="sr-only" defaultChecked={index === 0} />
                {t(`marketing.demo${key}`)}
              </label>
            ))}
          </div>
        </fieldset>
      </div>
      <p className="pt-2 text-center text-sm text-ink-3">{t("marketing.demoSample")}</p>
    </div>
  );
}

function Trade({ demo, t, language }: { demo: TradeDemo; t: Translate; language: Language }) {
  const { item, place, messages } = demo.lines[language];
  const price = formatMoney(demo.price, demo.country, { trimZeros: demo.country === "AR" });
  return (
    <section
      aria-label={t("marketing.demoChat", { name: demo.shop })}
      className={cn("hidden flex-col", shownBy[demo.key])}
    >
      <header className="flex items-center gap-2 px-4 pt-2 pb-3">
        <span className="flex size-9 items-center justify-center rounded-full bg-brand text-on-brand">
          <Icon icon={MessageCircle} className="size-5" />
        </span>
        <span className="flex flex-col leading-tight">
          <span className="font-semibold">{demo.shop}</span>
          <span className="text-sm text-ink-3">{place}</span>
        </span>
      </header>
      <ol className="flex min-h-72 flex-col justify-end gap-2 bg-surface-sunken px-4 py-4">
        {messages.map((message, step) => {
          const isShop = message.from === "shop";
          return (
            <li
              key={message.text(price)}
              style={after(step)}
              className={cn(
                "demo-step max-w-[85%] rounded-lg px-3 py-2",
                isShop
                  ? "self-end rounded-tr-sm bg-bubble-out"
                  : "self-start rounded-tl-sm border border-line bg-bubble-in",
              )}
            >
              <span>{message.text(price)}</span>
              {isShop ? (
                <Icon icon={CheckCheck} className="ml-1.5 inline size-4 align-text-bottom text-info-ink" />
              ) : null}
            </li>
          );
        })}
      </ol>
      <DemoStock demo={demo} item={item} t={t} steps={messages.length - 1} />
    </section>
  );
}

function DemoStock({ demo, item, t, steps }: { demo: TradeDemo; item: string; t: Translate; steps: number }) {
  const isStock = demo.kind === "stock";
  const share = { "--from": demo.before / demo.maximum, "--to": demo.after / demo.maximum } as CSSProperties;
  return (
    <div className="flex flex-col gap-1.5 border-t border-line px-4 py-3">
      <p className="flex items-baseline justify-between gap-2 text-sm">
        <span className="font-semibold">{item}</span>
        <span className="text-ink-3">{t(isStock ? "marketing.demoStock" : "marketing.demoSlots")}</span>
      </p>
      <span aria-hidden className="bar block h-2 overflow-hidden rounded-full bg-surface-sunken">
        <span
          className="demo-level block h-full w-full origin-left rounded-full bg-success"
          style={{ ...share, ...after(steps) }}
        />
      </span>
      <p className="num grid text-start text-sm">
        <span aria-hidden className="demo-leave col-start-1 row-start-1 text-ink-2" style={after(steps)}>
          {t(isStock ? "marketing.demoIn" : "marketing.demoSlotsBefore", { left: demo.before })}
        </span>
        <span className="demo-step col-start-1 row-start-1 font-semibold text-success-ink" style={after(steps)}>
          {t(isStock ? "marketing.demoAfter" : "marketing.demoSlotsAfter", { left: demo.after })}
        </span>
      </p>
    </div>
  );
}
