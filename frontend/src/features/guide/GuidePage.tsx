import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import type { ReferenceImage } from "../../api/guide";
import type { Project } from "../../api/types";
import { Button, ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Field, Input } from "../../ui/Field";
import { PageHeader } from "../../ui/PageHeader";
import { ProjectFrame } from "../project/ProjectFrame";
import { ChoiceEntry } from "./ChoiceEntry";
import styles from "./Guide.module.css";
import { countChoices, outline } from "./outline";
import type { Chapter } from "./outline";
import { useGuide } from "./useGuide";

/** The field guide: every choice in its place in the tree. */
export default function GuidePage() {
  return <ProjectFrame section="guide">{(project) => <Guide project={project} />}</ProjectFrame>;
}

function Guide({ project }: { project: Project }) {
  const { t } = useLingui();
  const [search, setSearch] = useState("");
  const { pictures } = useGuide(project.slug);
  const task = project.tasks[0];
  useScrollToHash();
  if (task === undefined) {
    return (
      <EmptyState title={t`Nothing to explain yet`}>
        <Trans>The project has no question so far.</Trans>
      </EmptyState>
    );
  }
  const { question } = task;
  const total = task.choices.length;
  const chapters = outline(task.choices, task.groups, search, t`Choices`);
  const names = new Map(task.choices.map(({ code, name }) => [code, name]));
  return (
    <>
      <PageHeader
        title={t`Field guide`}
        lead={t`${question} Here is what each of the ${total} answers looks like and how to tell it from its neighbours.`}
        actions={
          <>
            <Button look="quiet" onClick={() => window.print()}>
              <Trans>Print</Trans>
            </Button>
            <ButtonLink href={`/p/${project.slug}/classify`} look="primary">
              <Trans>Start labelling</Trans>
            </ButtonLink>
          </>
        }
      />
      <div className={styles.layout}>
        <div className={styles.aside}>
          <Field
            label={<Trans>Search the guide</Trans>}
            hint={
              <span aria-live="polite">
                <Plural value={countChoices(chapters)} one="# entry" other="# entries" />
              </span>
            }
          >
            {(ids) => (
              <Input {...ids} type="search" value={search} onChange={(event) => setSearch(event.target.value)} placeholder={t`dots, rim, fibres …`} />
            )}
          </Field>
          <Contents chapters={chapters} />
        </div>
        <div className={styles.chapters}>
          {chapters.length === 0 && (
            <EmptyState title={t`No entry matches`}>
              <Trans>Try another word, or fewer of them.</Trans>
            </EmptyState>
          )}
          {chapters.map((chapter) => (
            <ChapterSection key={chapter.code} slug={project.slug} chapter={chapter} names={names} pictures={pictures} onFollow={() => setSearch("")} />
          ))}
        </div>
      </div>
    </>
  );
}

function Contents({ chapters }: { chapters: Chapter[] }) {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Contents`} className={styles.contents}>
      {chapters.map(({ code, name, choices, chapters: inner }) => (
        <a key={code} href={`#group-${code}`}>
          {name} <span>{choices.length + countChoices(inner)}</span>
        </a>
      ))}
    </nav>
  );
}

interface ChapterProps {
  slug: string;
  chapter: Chapter;
  names: ReadonlyMap<string, string>;
  pictures: ReadonlyMap<string, readonly ReferenceImage[]>;
  onFollow: () => void;
  inner?: boolean;
}

function ChapterSection({ inner = false, ...props }: ChapterProps) {
  const { chapter, pictures } = props;
  const Heading = inner ? "h3" : "h2";
  return (
    <section id={`group-${chapter.code}`} className={inner ? styles.inner : styles.chapter}>
      <Heading>{chapter.name}</Heading>
      {chapter.choices.length > 0 && (
        <div className={styles.entries}>
          {chapter.choices.map((choice) => (
            <ChoiceEntry key={choice.code} slug={props.slug} choice={choice} names={props.names} images={pictures.get(choice.code) ?? []} onFollow={props.onFollow} />
          ))}
        </div>
      )}
      {chapter.chapters.map((child) => (
        <ChapterSection key={child.code} {...props} chapter={child} inner />
      ))}
    </section>
  );
}

/** The browser looks for #… before the guide has loaded; look again now. */
function useScrollToHash() {
  useEffect(() => {
    if (window.location.hash !== "") document.getElementById(window.location.hash.slice(1))?.scrollIntoView();
  }, []);
}
