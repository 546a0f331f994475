import type { ReactNode } from "react";

import { EmptyState } from "./EmptyState";
import { useTitle } from "./useTitle";

/** A page for an address that leads nowhere. */
export function NotFound({ title, children, action }: { title: string; children: ReactNode; action: ReactNode }) {
  useTitle(title);
  return (
    <EmptyState title={title} action={action} heading="h1">
      {children}
    </EmptyState>
  );
}
