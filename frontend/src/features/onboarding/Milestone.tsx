import { Trans } from "@lingui/react/macro";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { ReactNode } from "react";

import type { Stage } from "../../api/ladder";
import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import styles from "./Milestone.module.css";

/** A calm moment: what was reached, and one button on. The title takes the focus, so that it is read out. */
function Milestone({ title, children, action }: { title: ReactNode; children: ReactNode; action: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className={styles.milestone}>
      <svg className={styles.sign} viewBox="0 0 96 96" width="96" height="96" aria-hidden="true" fill="none" strokeWidth="4" strokeLinecap="round" strokeLinejoin="round">
        <circle className={styles.ring} cx="48" cy="48" r="42" pathLength="1" />
        <path className={styles.tick} d="M29 50l13 13 26-29" pathLength="1" />
      </svg>
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      <div className={styles.text}>{children}</div>
      <div className={styles.action}>{action}</div>
    </section>
  );
}

/** One stage is passed and another one follows. Enter goes on. */
export function StagePassed({ passed, next, onNext }: { passed: Stage | undefined; next: Stage | undefined; onNext: () => void }) {
  return (
    <EnterKey run={onNext}>
      <Milestone
        title={<Trans>Stage passed: {passed?.title ?? ""}</Trans>}
        action={
          <Button look="primary" size="l" onClick={onNext}>
            <Trans>Next stage</Trans>
          </Button>
        }
      >
        <p>
          <Trans>Next: {next?.title ?? ""}.</Trans>
        </p>
        {next !== undefined && next.text !== "" && <p>{next.text}</p>}
      </Milestone>
    </EnterKey>
  );
}

/** The top of the ladder, for the first time or again. */
export function Arrived({ project, returned }: { project: Project; returned: boolean }) {
  return (
    <Milestone
      title={returned ? <Trans>Welcome back</Trans> : <Trans>You are a contributor</Trans>}
      action={
        <ButtonLink href={`/p/${project.slug}/classify`} look="primary" size="l">
          <Trans>Label images</Trans>
        </ButtonLink>
      }
    >
      <p>
        {returned ? (
          <Trans>The practice went well. From now on your answers count again.</Trans>
        ) : (
          <Trans>You know what to look for. From now on your answers count for science.</Trans>
        )}
      </p>
      <p>
        <Trans>Images are harder out there, and nobody is always right: pass when you cannot tell.</Trans>
      </p>
    </Milestone>
  );
}

function EnterKey({ run, children }: { run: () => void; children: ReactNode }) {
  // Before it is painted: a key pressed at the sight of it is not lost.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.repeat || (event.target as HTMLElement).matches("button, a[href], select")) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [run]);
  return children;
}
