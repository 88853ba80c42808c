import { ListLoading } from "@/components/quotes/list-loading";

export default function Loading() {
  return <ListLoading />;
}
