"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useToast } from "@/components/ui/toast";
import { useT } from "@/lib/i18n/client";
import { refusalText } from "./refusal-text";

/** One act at a time: pending, then a toast and fresh rows, or the refusal where it happened. */
export function useAct<Act extends string = string>() {
  const t = useT();
  const router = useRouter();
  const toast = useToast();
  const [pending, setPending] = useState<Act | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (act: Act, work: () => Promise<string>): Promise<boolean> => {
    setPending(act);
    setProblem(null);
    try {
      toast({ text: await work() });
      router.refresh();
      return true;
    } catch (error) {
      setProblem(refusalText(error, t));
      return false;
    } finally {
      setPending(null);
    }
  };
  return { pending, problem, run, clear: () => setProblem(null) };
}
