"use client";

import { ListFailed } from "@/components/quotes/list-failed";

export default function Failed(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <ListFailed {...props} />;
}
