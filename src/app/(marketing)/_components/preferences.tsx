"use client";

import { useRouter } from "next/navigation";
import { PreferenceSwitches } from "@/components/layout/preference-switches";
import type { Theme } from "@/lib/theme/theme";

export function Preferences({ theme }: { theme: Theme }) {
  const router = useRouter();
  return <PreferenceSwitches theme={theme} onLanguage={() => router.refresh()} />;
}
