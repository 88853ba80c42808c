"use client";

import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { browserClock } from "@/lib/browser/clock";
import { formatTime } from "@/lib/format";
import { useFrame, useT } from "@/lib/i18n/client";
import { Icon } from "../ui/icon";

const GRACE_MILLISECONDS = 3_000;

/** After three seconds, never a dialog: what happened and since when. */
export function OfflineBar() {
  const t = useT();
  const frame = useFrame();
  const [since, setSince] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lost = () => {
      const at = browserClock.now();
      timer = setTimeout(() => setSince(at), GRACE_MILLISECONDS);
    };
    const found = () => {
      clearTimeout(timer);
      setSince(null);
    };
    if (!navigator.onLine) lost();
    window.addEventListener("offline", lost);
    window.addEventListener("online", found);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", found);
    };
  }, []);
  return (
    <div role="status">
      {since ? (
        <p className="flex items-center gap-2 border-b border-warning-line bg-warning-soft px-4 py-1.5 text-warning-ink">
          <Icon icon={WifiOff} />
          {t("common.offline", { time: formatTime(since, frame) })}
        </p>
      ) : null}
    </div>
  );
}
