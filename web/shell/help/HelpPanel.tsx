// "?": the guide of the page one is on, the others, the keys, and whom to ask. The texts are fetched when they are read.
import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconArrowLeft,
  IconArrowRight,
  IconBulb,
  IconChevronRight,
  IconExternalLink,
  IconMail,
  IconPhone,
  IconSearch,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Button, KeyList, ProblemMessage, SidePanel, SkeletonRows, TextField, useMediaPhone } from "~/kit";
import { useTools } from "../Frame";
import { matchesTyped } from "../palette/match";
import { isAdmin, useMe, useOrganisation } from "../session";
import type { ActionContext } from "../tool";
import {
  FOR_ADMINS,
  type Guide,
  type GuideId,
  type Guides,
  guideOf,
  guidesOf,
  PLACES,
  readGuides,
} from "./guides";
import css from "./help.module.css";

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

interface HelpPanelProps {
  atKeys: boolean;
  onClose: () => void;
  context: ActionContext;
}

export default function HelpPanel({ atKeys, onClose, context }: HelpPanelProps) {
  const { t, i18n } = useLingui();
  const phone = useMediaPhone();
  const guides = useQuery({
    queryKey: ["help", i18n.locale],
    queryFn: () => readGuides(i18n.locale),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <SidePanel open onClose={onClose} title={t`Help`}>
      <div className={css.panel}>
        {guides.isPending && <SkeletonRows rows={6} icon={false} />}
        {guides.isError && <ProblemMessage error={guides.error} onRetry={() => void guides.refetch()} />}
        {guides.data && <Reading guides={guides.data} onClose={onClose} context={context} />}
        {!phone && <Keys first={atKeys} />}
        <Support />
      </div>
    </SidePanel>
  );
}

/** The guides that are of use here: of the tools that are on, and of what the reader may do. */
function useGuideIds(): GuideId[] {
  const me = useMe();
  const routes = useTools().flatMap((tool) => tool.routes.map((route) => route.path));
  return guidesOf(["/", ...routes]).filter((id) => isAdmin(me) || !FOR_ADMINS.has(id));
}

interface ReadingProps {
  guides: Guides;
  onClose: () => void;
  context: ActionContext;
}

function Reading({ guides, onClose, context }: ReadingProps) {
  const { t } = useLingui();
  const ids = useGuideIds();
  const here = guideOf(String(useRouterState({ select: (state) => state.matches.at(-1)?.routeId ?? "/" })));
  const [open, setOpen] = useState<GuideId | null>(here);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim();
  const found = wanted === "" ? [] : ids.filter((id) => matchesTyped(wordsOf(guides[id]), wanted));
  const read = (id: GuideId) => {
    setOpen(id);
    setTyped("");
  };
  return (
    <>
      <TextField
        type="search"
        label={t`Search the help`}
        placeholder={t`A word: trash, photo, invite…`}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        maxLength={60}
        before={<IconSearch {...icon} />}
      />
      {wanted !== "" ? (
        <div role="status">
          {found.length === 0 ? (
            <p className={css.soft}>
              <Trans>No guide speaks of “{wanted}”. Try another word, or ask the person named below.</Trans>
            </p>
          ) : (
            <GuideList ids={found} guides={guides} onRead={read} label={t`Guides found`} />
          )}
        </div>
      ) : (
        <>
          {open && (
            <OneGuide
              key={open}
              guide={guides[open]}
              back={here !== null && open !== here ? () => read(here) : null}
              go={
                open !== here && PLACES[open]
                  ? () => {
                      onClose();
                      context.go(PLACES[open] ?? "/");
                    }
                  : null
              }
            />
          )}
          <section className={css.part}>
            <h3>
              <Trans>Other guides</Trans>
            </h3>
            <GuideList
              ids={ids.filter((id) => id !== open)}
              guides={guides}
              onRead={read}
              label={t`Other guides`}
            />
          </section>
        </>
      )}
    </>
  );
}

const wordsOf = ({ title, about, can, tip }: Guide) => [title, about, ...can, tip].join(" ");

interface OneGuideProps {
  guide: Guide;
  /** Back to the guide of the page. */
  back: (() => void) | null;
  /** To the page that the guide is of. */
  go: (() => void) | null;
}

function OneGuide({ guide, back, go }: OneGuideProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever chose another guide reads it from its beginning, with the eyes or otherwise.
  useEffect(() => {
    if (back) heading.current?.focus();
  }, [back]);
  return (
    <article className={css.part}>
      <h3 ref={heading} tabIndex={-1} className={css.title}>
        {guide.title}
      </h3>
      <p>{guide.about}</p>
      <h4>
        <Trans>What you can do here</Trans>
      </h4>
      <ul className={css.can}>
        {guide.can.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p className={css.tip}>
        <IconBulb {...icon} />
        <span>{guide.tip}</span>
      </p>
      {(back || go) && (
        <div className={css.row}>
          {go && (
            <Button onClick={go} icon={<IconArrowRight {...icon} />}>
              <Trans>Go to this page</Trans>
            </Button>
          )}
          {back && (
            <Button look="quiet" onClick={back} icon={<IconArrowLeft {...icon} />}>
              <Trans>The guide of this page</Trans>
            </Button>
          )}
        </div>
      )}
    </article>
  );
}

interface GuideListProps {
  ids: GuideId[];
  guides: Guides;
  label: string;
  onRead: (id: GuideId) => void;
}

function GuideList({ ids, guides, label, onRead }: GuideListProps) {
  return (
    <ul className={css.list} aria-label={label}>
      {ids.map((id) => (
        <li key={id}>
          <button type="button" className={css.line} onClick={() => onRead(id)}>
            {guides[id].title}
            <IconChevronRight {...icon} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Keys({ first }: { first: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first) return;
    // The window takes the focus when it has come; the keys were asked for.
    const timer = setTimeout(() => {
      heading.current?.scrollIntoView({ block: "start" });
      heading.current?.focus({ preventScroll: true });
    }, 150);
    return () => clearTimeout(timer);
  }, [first]);
  return (
    <section className={css.part}>
      <h3 ref={heading} tabIndex={-1}>
        <Trans>Keys of this page</Trans>
      </h3>
      <KeyList />
    </section>
  );
}

function Support() {
  const { t } = useLingui();
  const { support } = useOrganisation();
  const admin = isAdmin(useMe());
  return (
    <section className={css.part} aria-label={t`Somebody to ask`}>
      <h3>
        <Trans>Somebody to ask</Trans>
      </h3>
      {support ? (
        <>
          <p className={css.name}>{support.name}</p>
          {support.note && <p className={css.note}>{support.note}</p>}
          <ul className={css.ways}>
            {support.email && (
              <li>
                <IconMail {...icon} />
                <a href={`mailto:${encodeURIComponent(support.email).replace("%40", "@")}`}>
                  {support.email}
                </a>
              </li>
            )}
            {support.phone && (
              <li>
                <IconPhone {...icon} />
                <a href={`tel:${support.phone.replace(/[^\d+#*]/g, "")}`}>{support.phone}</a>
              </li>
            )}
            {support.link && /^https?:\/\//.test(support.link) && (
              <li>
                <IconExternalLink {...icon} />
                <a href={support.link} target="_blank" rel="noreferrer">
                  {support.link.replace(/^https?:\/\//, "")}
                </a>
              </li>
            )}
          </ul>
        </>
      ) : (
        <p className={css.soft}>
          {admin ? (
            <Trans>Say in the organisation settings whom people can ask for help: it will stand here.</Trans>
          ) : (
            <Trans>Ask one of the people who look after your organisation: their cards say so.</Trans>
          )}
        </p>
      )}
    </section>
  );
}
