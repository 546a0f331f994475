import { Trans, useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";
import { Link, useParams } from "wouter";

import type { ReferenceImage } from "../../api/guide";
import type { Choice, Project, Task } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { ErrorState } from "../../ui/ErrorState";
import { NotFound } from "../../ui/NotFound";
import { PageHeader } from "../../ui/PageHeader";
import { Skeleton } from "../../ui/Skeleton";
import { useDisplay } from "../../viewer/useDisplay";
import type { Access } from "../project/access";
import { ProjectFrame } from "../project/ProjectFrame";
import styles from "./ChoicePage.module.css";
import { Comparison } from "./Comparison";
import { Credits } from "./Credits";
import { Curating } from "./Curating";
import { Enlarged } from "./Enlarged";
import { Thumbnails } from "./Thumbnails";
import { useGuide } from "./useGuide";

/** One choice of the field guide: all its pictures, and its look-alikes beside it. */
export default function ChoicePage() {
  return <ProjectFrame section="guide">{(project, access) => <ChoiceOf project={project} access={access} />}</ProjectFrame>;
}

function ChoiceOf({ project, access }: { project: Project; access: Access }) {
  const { t } = useLingui();
  const { code = "" } = useParams();
  const task = project.tasks.find(({ choices }) => choices.some((each) => each.code === code));
  const choice = task?.choices.find((each) => each.code === code);
  if (task === undefined || choice === undefined) {
    return (
      <NotFound title={t`The guide has no such entry`} action={<ButtonLink href={`/p/${project.slug}/guide`}>{t`Field guide`}</ButtonLink>}>
        <Trans>The address may be mistyped, or the question has changed.</Trans>
      </NotFound>
    );
  }
  return <Entry key={code} project={project} access={access} task={task} choice={choice} />;
}

function Entry({ project, access, task, choice }: { project: Project; access: Access; task: Task; choice: Choice }) {
  const { slug } = project;
  const { pictures, query } = useGuide(slug);
  const [opened, setOpened] = useState<ReferenceImage | null>(null);
  const images = pictures.get(choice.code) ?? [];
  const alike = task.choices.filter(({ code }) => choice.confused_with.includes(code));
  const top = useRef<HTMLDivElement>(null);
  const openAbove = (image: ReferenceImage) => {
    setOpened(image);
    top.current?.scrollIntoView({ block: "start" });
  };
  return (
    <>
      <PageHeader
        title={choice.name}
        lead={choice.short}
        above={
          <Link href={`/p/${slug}/guide`}>
            <Trans>Field guide</Trans>
          </Link>
        }
      />
      <div ref={top} className={styles.top}>
        <Gallery project={project} choice={choice} images={images} opened={opened} waiting={query.isPending} />
        <div className={styles.words}>
          {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
          {choice.description !== "" && <p>{choice.description}</p>}
          {choice.tips !== "" && <p className={styles.tip}>{choice.tips}</p>}
          <Thumbnails name={choice.name} images={images} onOpen={setOpened} current={(opened ?? images[0])?.id ?? ""} />
        </div>
      </div>
      {alike.length > 0 && (
        <section className={styles.alike}>
          <h2>
            <Trans>Easily confused with</Trans>
          </h2>
          {alike.map((other) => (
            <div key={other.code} className={styles.pair}>
              <Comparison one={choice} other={other} pictures={pictures} onOpen={() => openAbove} />
              <Link href={`/p/${slug}/guide/${encodeURIComponent(other.code)}`}>{other.name}</Link>
            </div>
          ))}
        </section>
      )}
      {access.mayCurate && <Curating project={project} choice={choice} images={images} />}
      <Neighbours slug={slug} task={task} choice={choice} />
    </>
  );
}

interface GalleryProps {
  project: Project;
  choice: Choice;
  images: readonly ReferenceImage[];
  opened: ReferenceImage | null;
  waiting: boolean;
}

function Gallery({ project, choice, images, opened, waiting }: GalleryProps) {
  const [display, setDisplay] = useDisplay(project.slug);
  const image = opened ?? images[0];
  if (waiting) return <Skeleton height="560px" radius="var(--radius-l)" />;
  if (image === undefined) {
    return (
      <p className={styles.none}>
        <Trans>There is no reference image of this choice yet.</Trans>
      </p>
    );
  }
  const name = image.choice === choice.code ? choice.name : (project.tasks.flatMap(({ choices }) => choices).find(({ code }) => code === image.choice)?.name ?? "");
  return (
    <figure className={styles.figure}>
      <div className={styles.stage}>
        <Enlarged name={name} image={image} channels={project.channels} display={display} onDisplay={setDisplay} />
      </div>
      <figcaption>
        {image.choice !== choice.code && <strong>{name}</strong>}
        <Credits image={image} />
      </figcaption>
    </figure>
  );
}

function Neighbours({ slug, task, choice }: { slug: string; task: Task; choice: Choice }) {
  const { t } = useLingui();
  const at = task.choices.indexOf(choice);
  const [before, after] = [task.choices[at - 1], task.choices[at + 1]];
  return (
    <nav className={styles.neighbours} aria-label={t`Other entries`}>
      {before === undefined ? <span /> : <Link href={`/p/${slug}/guide/${encodeURIComponent(before.code)}`}>{before.name}</Link>}
      {after !== undefined && <Link href={`/p/${slug}/guide/${encodeURIComponent(after.code)}`}>{after.name}</Link>}
    </nav>
  );
}
