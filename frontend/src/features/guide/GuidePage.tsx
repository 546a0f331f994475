import { useEffect, useState } from "react";

import type { Project } from "../../api/types";
import { ButtonLink } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Field, Input } from "../../ui/Field";
import { countOf } from "../../ui/format";
import { PageHeader } from "../../ui/PageHeader";
import { ProjectFrame } from "../project/ProjectFrame";
import { ChoiceEntry } from "./ChoiceEntry";
import styles from "./Guide.module.css";
import { countChoices, outline } from "./outline";
import type { Chapter } from "./outline";

/** The field guide: every choice in its place in the tree. */
export default function GuidePage() {
  return <ProjectFrame section="guide">{(project) => <Guide project={project} />}</ProjectFrame>;
}

function Guide({ project }: { project: Project }) {
  const [search, setSearch] = useState("");
  const task = project.tasks[0];
  useScrollToHash();
  if (task === undefined)
    return <EmptyState title="Nothing to explain yet">The project has no question so far.</EmptyState>;
  const chapters = outline(task.choices, task.groups, search);
  const names = new Map(task.choices.map(({ code, name }) => [code, name]));
  return (
    <>
      <PageHeader
        title="Field guide"
        lead={`${task.question} Here is what each of the ${task.choices.length} answers looks like and how to tell it from its neighbours.`}
        actions={
          <ButtonLink href={`/p/${project.slug}/classify`} look="primary">
            Start labelling
          </ButtonLink>
        }
      />
      <div className={styles.layout}>
        <div className={styles.aside}>
          <Field
            label="Search the guide"
            hint={<span aria-live="polite">{countOf(countChoices(chapters), "entry", "entries")}</span>}
          >
            {(ids) => (
              <Input
                {...ids}
                type="search"
                value={search}
                onChange={(event) => setSearch(event.target.value)}
                placeholder="dots, rim, fibres …"
              />
            )}
          </Field>
          <Contents chapters={chapters} />
        </div>
        <div className={styles.chapters}>
          {chapters.length === 0 && (
            <EmptyState title="No entry matches">Try another word, or fewer of them.</EmptyState>
          )}
          {chapters.map((chapter) => (
            <ChapterSection key={chapter.code} chapter={chapter} names={names} onFollow={() => setSearch("")} />
          ))}
        </div>
      </div>
    </>
  );
}

function Contents({ chapters }: { chapters: Chapter[] }) {
  return (
    <nav aria-label="Contents" className={styles.contents}>
      {chapters.map(({ code, name, choices, chapters: inner }) => (
        <a key={code} href={`#group-${code}`}>
          {name} <span>{choices.length + countChoices(inner)}</span>
        </a>
      ))}
    </nav>
  );
}

interface ChapterProps {
  chapter: Chapter;
  names: Map<string, string>;
  onFollow: () => void;
  inner?: boolean;
}

function ChapterSection({ chapter, names, onFollow, inner = false }: ChapterProps) {
  const Heading = inner ? "h3" : "h2";
  return (
    <section id={`group-${chapter.code}`} className={inner ? styles.inner : styles.chapter}>
      <Heading>{chapter.name}</Heading>
      {chapter.choices.length > 0 && (
        <div className={styles.entries}>
          {chapter.choices.map((choice) => (
            <ChoiceEntry key={choice.code} choice={choice} names={names} onFollow={onFollow} />
          ))}
        </div>
      )}
      {chapter.chapters.map((child) => (
        <ChapterSection key={child.code} chapter={child} names={names} onFollow={onFollow} inner />
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
