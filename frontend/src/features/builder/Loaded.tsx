import { useQuery } from "@tanstack/react-query";
import type { UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ErrorState } from "../../ui/ErrorState";
import { Skeleton } from "../../ui/Skeleton";

interface LoadedProps<T, K extends readonly unknown[]> {
  query: UseQueryOptions<T, Error, T, K>;
  children: (data: T) => ReactNode;
}

/** Shows what a query brings, and until then that it is on its way or why it is not. */
export function Loaded<T, K extends readonly unknown[]>({ query, children }: LoadedProps<T, K>) {
  const state = useQuery(query);
  if (state.isPending) return <Skeleton height="320px" radius="var(--radius-l)" />;
  if (state.isError) return <ErrorState error={state.error} onRetry={() => void state.refetch()} />;
  return children(state.data);
}
