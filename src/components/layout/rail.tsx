"use client";

import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import NextLink from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { rememberRail } from "@/lib/browser/preferences";
import { useT } from "@/lib/i18n/client";
import { CountBadge } from "../ui/badge";
import { cn } from "../ui/cn";
import { Icon } from "../ui/icon";
import { useCounts } from "./counts";
import { currentPath, type Destination, visibleDestinations } from "./navigation";

type RailProps = { base: string; permissions: readonly string[] };

/** The branch stays chosen while walking from module to module. */
function useAddresses(base: string, permissions: readonly string[]) {
  const pathname = usePathname();
  const branch = useSearchParams().get("sucursal");
  const groups = visibleDestinations(permissions);
  const current = currentPath(
    pathname,
    base,
    groups.flat().map(({ path }) => path),
  );
  const addressOf = (path: string) => `${base}${path}${branch ? `?sucursal=${encodeURIComponent(branch)}` : ""}`;
  return { groups, current, addressOf };
}

export function Rail({ base, permissions, isOpen }: RailProps & { isOpen: boolean }) {
  const t = useT();
  const counts = useCounts();
  const { groups, current, addressOf } = useAddresses(base, permissions);
  const [open, setOpen] = useState(isOpen);
  return (
    <nav
      aria-label={t("common.mainNavigation")}
      data-open={open}
      className="group/rail sticky top-0 z-(--z-rail) hidden h-dvh w-(--rail) flex-col justify-between border-r border-line bg-surface px-2 py-3 md:flex lg:data-[open=true]:w-(--rail-open)"
    >
      <div className="flex flex-col gap-3 overflow-y-auto">
        <NextLink
          href={base}
          className="flex h-9 items-center gap-2 rounded-md px-1.5 font-heading text-xl font-semibold"
        >
          <img src="/icon.svg" alt="" width="28" height="28" className="size-7 shrink-0" />
          <span className="sr-only lg:group-data-[open=true]/rail:not-sr-only">mostrador</span>
        </NextLink>
        {groups.map((group, index) => (
          <ul key={group[0]?.path} className={cn("flex flex-col gap-0.5", index > 0 && "border-t border-line pt-3")}>
            {group.map((destination) => (
              <li key={destination.path}>
                <RailLink
                  destination={destination}
                  href={addressOf(destination.path)}
                  isCurrent={destination.path === current}
                  count={destination.count ? counts[destination.count] : undefined}
                />
              </li>
            ))}
          </ul>
        ))}
      </div>
      <button
        type="button"
        className="hidden h-9 cursor-pointer items-center gap-2 rounded-md px-2.5 text-ink-2 hover:bg-surface-hover lg:flex"
        aria-label={t(open ? "common.collapseRail" : "common.expandRail")}
        onClick={() => {
          rememberRail(!open);
          setOpen(!open);
        }}
      >
        <Icon icon={open ? PanelLeftClose : PanelLeftOpen} />
      </button>
    </nav>
  );
}

function RailLink({
  destination,
  href,
  isCurrent,
  count,
}: {
  destination: Destination;
  href: string;
  isCurrent: boolean;
  count?: number;
}) {
  const t = useT();
  const label = t(destination.label);
  return (
    <NextLink
      href={href}
      title={label}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(
        "relative flex h-9 items-center gap-3 rounded-md px-2.5 font-semibold",
        isCurrent ? "bg-brand-soft text-on-brand-soft" : "text-ink-2 hover:bg-surface-hover hover:text-ink",
      )}
    >
      <Icon icon={destination.icon} className="size-5" />
      <span className="sr-only lg:group-data-[open=true]/rail:not-sr-only lg:group-data-[open=true]/rail:flex-1">
        {label}
      </span>
      {count ? (
        <span className="absolute top-0 right-0 lg:group-data-[open=true]/rail:static">
          <CountBadge count={count} label={t("common.pending", { count })} />
        </span>
      ) : null}
    </NextLink>
  );
}

const PHONE_PLACES = 4;

export function BottomBar({ base, permissions }: RailProps) {
  const t = useT();
  const counts = useCounts();
  const { groups, current, addressOf } = useAddresses(base, permissions);
  const all = groups.flat();
  const shown = [...all.filter(({ onPhone }) => onPhone), ...all.filter(({ onPhone }) => !onPhone)].slice(
    0,
    PHONE_PLACES,
  );
  const rest = all.filter((destination) => !shown.includes(destination));
  return (
    <nav
      aria-label={t("common.mainNavigation")}
      className="fixed inset-x-0 bottom-0 z-(--z-bar) border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid auto-cols-fr grid-flow-col">
        {shown.map((destination) => {
          const count = destination.count ? counts[destination.count] : undefined;
          const isCurrent = destination.path === current;
          return (
            <li key={destination.path}>
              <NextLink
                href={addressOf(destination.path)}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "relative flex h-14 flex-col items-center justify-center gap-0.5 text-xs font-semibold",
                  isCurrent ? "text-link" : "text-ink-2",
                )}
              >
                <Icon icon={destination.icon} className="size-5" />
                {t(destination.label)}
                {count ? (
                  <span className="absolute top-1 left-1/2 ml-1">
                    <CountBadge count={count} label={t("common.pending", { count })} />
                  </span>
                ) : null}
              </NextLink>
            </li>
          );
        })}
        {rest.length > 0 ? (
          <li>
            <MorePlaces label={t("common.more")}>
              {rest.map((destination) => (
                <NextLink
                  key={destination.path}
                  href={addressOf(destination.path)}
                  data-menu-item
                  className="flex min-h-11 items-center gap-3 rounded-sm px-3 hover:bg-surface-hover"
                >
                  <Icon icon={destination.icon} className="size-5" />
                  {t(destination.label)}
                </NextLink>
              ))}
            </MorePlaces>
          </li>
        ) : null}
      </ul>
    </nav>
  );
}

function MorePlaces({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <details className="relative">
      <summary className="flex h-14 flex-col items-center justify-center gap-0.5 text-xs font-semibold text-ink-2">
        <span aria-hidden className="text-lg leading-5">
          •••
        </span>
        {label}
      </summary>
      <div className="floating absolute right-2 bottom-full z-(--z-popover) mb-2 w-56 p-1">{children}</div>
    </details>
  );
}
