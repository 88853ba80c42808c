"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiError, trpc } from "@/components/trpc/client";
import { Badge, Banner, Button, Stack } from "@/components/ui";
import { useToast } from "@/components/ui/toast";
import { When } from "@/components/values";
import { useT } from "@/lib/i18n/client";
import { deviceOf } from "./device";

export type SessionItem = {
  id: string;
  userAgent: string | null;
  createdAt: string;
  lastSeenAt: string;
  isCurrent: boolean;
};

const OTHERS = "others";

/** Where the account is open; closing one sends whoever is there to the door at its next step. */
export function SessionList({ sessions }: { sessions: readonly SessionItem[] }) {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  const revoke = async (act: string, ids: readonly string[], done: string) => {
    setPending(act);
    setRefusal(null);
    try {
      for (const sessionId of ids) await trpc.access.revokeSession.mutate({ sessionId });
      toast({ text: done });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal(error);
    } finally {
      setPending(null);
      router.refresh();
    }
  };
  const nameOf = ({ userAgent }: SessionItem) => {
    const device = deviceOf(userAgent);
    return device ? t("settings.device", device) : t("settings.unknownDevice");
  };
  return (
    <Stack>
      {refusal ? (
        <Banner tone="danger" live>
          {t(refusal.code === "offline" ? "errors.dependency_unavailable" : `errors.${refusal.code}`)}
        </Banner>
      ) : null}
      <ul className="rounded-lg border border-line bg-surface">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-(--pad) py-2 last:border-b-0"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-semibold">
                {nameOf(session)}
                {session.isCurrent ? <Badge tone="success">{t("settings.thisSession")}</Badge> : null}
              </p>
              <p className="flex flex-wrap gap-x-3 text-sm text-ink-2">
                <span>
                  {t("settings.lastSeen")} <When at={session.lastSeenAt} />
                </span>
                <span>
                  {t("settings.opened")} <When at={session.createdAt} style="datetime" />
                </span>
              </p>
            </div>
            {session.isCurrent ? null : (
              <Button
                aria-label={t("settings.closeSessionOf", { device: nameOf(session) })}
                pending={pending === session.id}
                onClick={() => revoke(session.id, [session.id], t("settings.sessionClosed"))}
                className="pointer-coarse:min-h-11"
              >
                {t("settings.closeSession")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length === 0 ? (
        <p className="text-ink-2">{t("settings.onlyThisSession")}</p>
      ) : (
        <Button
          className="self-start pointer-coarse:min-h-11"
          pending={pending === OTHERS}
          pendingLabel={t("settings.closingOthers")}
          onClick={() =>
            revoke(
              OTHERS,
              others.map(({ id }) => id),
              t("settings.othersClosed", { count: others.length }),
            )
          }
        >
          {t("settings.closeOthers")}
        </Button>
      )}
    </Stack>
  );
}
